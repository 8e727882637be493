/** Sign in: email and password, then the code of the second factor when there is one. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "@/session/session";
import { useRedirectTarget } from "@/session/useCompleteSignIn";
import { AuthLayout } from "./AuthLayout";
import { DemoLogin } from "./DemoLogin";
import { LoginForm } from "./LoginForm";
import { SecondFactorCodeForm } from "./SecondFactorCodeForm";
import { invitationIn, isByInvitation } from "./signupRule";

export default function LoginPage() {
  const session = useSession();
  const { demo } = session;
  const next = useRedirectTarget();
  const [needsCode, setNeedsCode] = useState(false);
  if (needsCode) {
    return (
      <AuthLayout
        title="Enter your code"
        description="Open your authenticator app, or use one of your recovery codes."
      >
        <SecondFactorCodeForm onBack={() => setNeedsCode(false)} />
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Sign in"
      description="Welcome back. Your models and threats are where you left them."
      footer={
        isByInvitation(session, invitationIn(next)) ? (
          "No account yet? Sign-up is by invitation."
        ) : (
          <>
            No account yet?{" "}
            <Link to="/signup" search={next === "/" ? {} : { next }}>
              Sign up
            </Link>
          </>
        )
      }
    >
      <LoginForm onNeedsCode={() => setNeedsCode(true)} />
      {demo && <DemoLogin email={demo.email} password={demo.password} />}
    </AuthLayout>
  );
}
