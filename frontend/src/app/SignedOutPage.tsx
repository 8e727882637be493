/** Takes the place of the app when the session has ended, or the person has signed out in another window. */
import { IconLogout } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { EmptyState } from "../ui/EmptyState";
import { LinkButton } from "../ui/LinkButton";
import { useTitle } from "../ui/Page";

export function SignedOutPage() {
  useTitle("Signed out");
  const { href } = useLocation();
  return (
    <main>
      <div role="alert">
        <EmptyState
          heading="h1"
          icon={<IconLogout size={20} />}
          title="You are signed out"
          action={
            <LinkButton to="/login" search={{ next: href }}>
              Sign in again
            </LinkButton>
          }
        >
          Your session has ended, or you signed out in another window. Sign in to go on where you
          were.
        </EmptyState>
      </div>
    </main>
  );
}
