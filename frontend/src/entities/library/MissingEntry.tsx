/** In the place of a rule or control that the team does not have, or that could not be loaded. */
import type { ReactNode } from "react";
import { ApiError } from "@/api/errors";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";

interface MissingEntryProps {
  kind: "rule" | "control";
  team: string;
  error: unknown;
  onRetry: () => void;
  children: ReactNode;
}

const NAMES = { rule: "Rule", control: "Control" } as const;

export function MissingEntry({ kind, team, error, onRetry, children }: MissingEntryProps) {
  return (
    <Page title={NAMES[kind]}>
      {error instanceof ApiError && error.status === 404 ? (
        <EmptyState
          heading="h1"
          title={`${NAMES[kind]} not found`}
          action={
            <LinkButton variant="default" to={`/t/$team/${kind}s`} params={{ team }}>
              All {kind}s
            </LinkButton>
          }
        >
          {children}
        </EmptyState>
      ) : (
        <ErrorState heading="h1" error={error} onRetry={onRetry} />
      )}
    </Page>
  );
}
