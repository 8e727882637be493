/** Shown when a page fails to load or to draw. */

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX, IconReload } from "@tabler/icons-react";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ApiError, messageOf } from "../api/errors";
import { EmptyState } from "../ui/EmptyState";
import { LinkButton } from "../ui/LinkButton";
import { InsideMain } from "../ui/Main";
import { useTitle } from "../ui/Page";
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
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />;
  const retry = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
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
  const offline = error instanceof ApiError && error.status === 0;
  return (
    <div role="alert">
      <EmptyState
        heading="h1"
        tone="bad"
        icon={offline ? <IconPlugConnectedX size={20} /> : <IconAlertTriangle size={20} />}
        title={offline ? "No connection" : "Something went wrong"}
        action={
          <>
            <Button onClick={onRetry}>Try again</Button>
            <LinkButton variant="default" to="/">
              Go to your models
            </LinkButton>
          </>
        }
      >
        {error instanceof ApiError
          ? messageOf(error)
          : "This page could not be shown. Your data is safe."}
      </EmptyState>
    </div>
  );
}
