/** What went wrong while reading, and the way to try again. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { ApiError, messageOf } from "@/api/errors";
import { EmptyState } from "./EmptyState";

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  size?: "page" | "compact";
  /** `h1` where it takes the place of a page. */
  heading?: "h1" | "h2";
}

export function ErrorState({ error, onRetry, size = "page", heading = "h2" }: ErrorStateProps) {
  const offline = error instanceof ApiError && error.status === 0;
  const missing = error instanceof ApiError && error.status === 404;
  const title = offline ? "No connection" : missing ? "Not found" : "This could not be loaded";
  return (
    <div role="alert">
      <EmptyState
        size={size}
        heading={heading}
        tone={missing ? "neutral" : "bad"}
        icon={offline ? <IconPlugConnectedX size={20} /> : <IconAlertTriangle size={20} />}
        title={title}
        action={
          onRetry && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {messageOf(error)}
      </EmptyState>
    </div>
  );
}
