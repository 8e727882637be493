/** Sign up. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "@/session/session";
import { useRedirectTarget } from "@/session/useCompleteSignIn";
import { AuthLayout } from "./AuthLayout";
import { SignupForm } from "./SignupForm";
import { invitationIn, isByInvitation, signupDescription } from "./signupRule";

export default function SignupPage() {
  const next = useRedirectTarget();
  const session = useSession();
  const invitation = invitationIn(next);
  const [verify, setVerify] = useState(false);
  const signIn = (
    <>
      Already have an account?{" "}
      <Link to="/login" search={next === "/" ? {} : { next }}>
        Sign in
      </Link>
    </>
  );
  if (verify) {
    return (
      <AuthLayout
        title="Check your email"
        description="We sent you a link. Open it to confirm your address; if it has an account already, the mail says so."
      >
        {null}
      </AuthLayout>
    );
  }
  if (isByInvitation(session, invitation)) {
    return (
      <AuthLayout
        title="Sign-up is by invitation"
        description="Ask an owner of your team for an invitation, then open its link."
        footer={signIn}
      >
        {null}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Create your account"
      description={signupDescription(session, invitation)}
      footer={signIn}
    >
      <SignupForm invitation={invitation} onVerify={() => setVerify(true)} />
    </AuthLayout>
  );
}
