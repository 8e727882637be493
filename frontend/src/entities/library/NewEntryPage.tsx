/** The page on which approvers write a new entry of the team's library. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { teamQuery } from "@/api/queries";
import { hasRole } from "@/session/roles";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import type { EntryKind } from "./entryLinks";

interface NewEntryPageProps {
  kind: EntryKind;
  team: string;
  description: string;
  /** What is copied has not been read yet. */
  pending: boolean;
  /** The form. */
  children: ReactNode;
}

export function NewEntryPage({ kind, team, description, pending, children }: NewEntryPageProps) {
  const role = useQuery(teamQuery(team)).data?.role;
  if (!role || pending) return <PagePending />;
  return (
    <Page title={`New ${kind}`}>
      <PageHeader title={`New ${kind}`} description={description} />
      {hasRole(role, "approver") ? (
        children
      ) : (
        <EmptyState title={`Approvers write ${kind}s`}>
          Your role in this team does not allow it. An owner can change it.
        </EmptyState>
      )}
    </Page>
  );
}
