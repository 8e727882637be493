/** Sign in: email and password, then the second factor when there is one; or a passkey alone. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { FactorType } from "@/api/allauth";
import { useSession } from "@/session/session";
import { useRedirectTarget } from "@/session/useCompleteSignIn";
import { AuthLayout } from "./AuthLayout";
import { DemoLogin } from "./DemoLogin";
import { LoginForm } from "./LoginForm";
import { PasskeyLogin } from "./PasskeyLogin";
import { SecondFactorStep } from "./SecondFactorStep";
import { invitationIn, isByInvitation } from "./signupRule";

export default function LoginPage() {
  const session = useSession();
  const { demo } = session;
  const next = useRedirectTarget();
  const [factors, setFactors] = useState<readonly FactorType[] | null>(null);
  if (factors) return <SecondFactorStep factors={factors} onBack={() => setFactors(null)} />;
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
      <LoginForm onSecondFactor={setFactors} />
      <PasskeyLogin />
      {demo && <DemoLogin email={demo.email} password={demo.password} />}
    </AuthLayout>
  );
}
