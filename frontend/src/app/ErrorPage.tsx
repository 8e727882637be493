/** Shown when a page fails to load or to draw. */

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX, IconReload } from "@tabler/icons-react";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { DATABASE_UNREACHABLE, databaseOutage } from "@/api/databaseOutage";
import { ApiError, messageOf } from "@/api/errors";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";
import { InsideMain } from "@/ui/Main";
import { useTitle } from "@/ui/Page";
import { NotFoundPage } from "./NotFoundPage";

/** A page of an older release is gone from the server once a new one is deployed. */
function isStaleRelease(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script/i.test(error.message)
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const retry = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same for as long as this page is shown
  useEffect(() => databaseOutage.onEnd(retry), []);
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />;
  return (
    <InsideMain>
      <ErrorMessage error={error} onRetry={retry} />
    </InsideMain>
  );
}

function ErrorMessage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  useTitle("Error");
  if (isStaleRelease(error)) {
    return (
      <EmptyState
        heading="h1"
        icon={<IconReload size={20} />}
        title="Bulkhead was updated"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        Reload the page to continue with the new version.
      </EmptyState>
    );
  }
  const { status, code } = error instanceof ApiError ? error : { status: null, code: null };
  const unreachable = status === 0 || code === DATABASE_UNREACHABLE;
  return (
    <div role="alert">
      <EmptyState
        heading="h1"
        tone="bad"
        icon={unreachable ? <IconPlugConnectedX size={20} /> : <IconAlertTriangle size={20} />}
        title={titleOf(status, code)}
        action={
          <>
            <Button onClick={onRetry}>Try again</Button>
            <LinkButton variant="default" to="/">
              Go to your models
            </LinkButton>
          </>
        }
      >
        {textOf(error)}
      </EmptyState>
    </div>
  );
}

function titleOf(status: number | null, code: string | null): string {
  if (code === DATABASE_UNREACHABLE) return "The database cannot be reached";
  return status === 0 ? "No connection" : "Something went wrong";
}

function textOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "This page could not be shown. Your data is safe.";
  if (error.code === DATABASE_UNREACHABLE)
    return "Your data is safe. This page opens by itself as soon as Bulkhead reaches its database again.";
  return messageOf(error);
}
