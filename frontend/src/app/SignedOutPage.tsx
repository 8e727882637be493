/** Takes the place of the app when the session has ended, or the person has signed out in another window. */
import { useLocation } from "@tanstack/react-router";
import { AuthLayout } from "@/pages/auth/AuthLayout";
import { LinkButton } from "@/ui/LinkButton";

export function SignedOutPage() {
  const { href } = useLocation();
  return (
    <AuthLayout
      title="You are signed out"
      description="Your session has ended, or you signed out in another window. Sign in to go on where you were."
    >
      <LinkButton to="/login" search={{ next: href }} mt="lg">
        Sign in again
      </LinkButton>
    </AuthLayout>
  );
}
