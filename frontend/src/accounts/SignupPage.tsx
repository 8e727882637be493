/** Sign up. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { AuthLayout } from "./AuthLayout";
import { SignupForm } from "./SignupForm";
import { useNext } from "./useEnter";

export default function SignupPage() {
  const next = useNext();
  const [verify, setVerify] = useState(false);
  if (verify) {
    return (
      <AuthLayout
        title="Check your e-mail"
        description="We sent you a link. Open it to confirm your address; if it has an account already, the mail says so."
      >
        {null}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Create your account"
      description="You get a team of your own, and can join others by invitation."
      footer={
        <>
          Already have an account?{" "}
          <Link to="/login" search={next === "/" ? {} : { next }}>
            Sign in
          </Link>
        </>
      }
    >
      <SignupForm onVerify={() => setVerify(true)} />
    </AuthLayout>
  );
}
