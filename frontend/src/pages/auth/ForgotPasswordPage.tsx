/** Asks for a link to set a new password. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { requestReset } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { useSession } from "@/session/session";
import { AuthLayout } from "./AuthLayout";
import classes from "./AuthLayout.module.css";

const back = <Link to="/login">Back to sign in</Link>;

export default function ForgotPasswordPage() {
  return useSession().mail ? <RequestLink /> : <AskOperator />;
}

function AskOperator() {
  return (
    <AuthLayout
      title="Reset your password"
      description={
        <>
          This server is not set up to send mail. Ask whoever runs it for a link, which they make
          with <code>manage.py users reset-link your@email</code>; it works once.
        </>
      }
      footer={back}
    >
      {null}
    </AuthLayout>
  );
}

function RequestLink() {
  const [email, setEmail] = useState("");
  const request = useMutation({ mutationFn: () => requestReset(email.trim()) });
  if (request.isSuccess) {
    return (
      <AuthLayout
        title="Check your email"
        description={`If ${email} has an account, a link to set a new password is on its way.`}
        footer={back}
      >
        {null}
      </AuthLayout>
    );
  }
  return (
    <AuthLayout
      title="Reset your password"
      description="We send a link to your email address."
      footer={back}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          request.mutate();
        }}
      >
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(request.error, "email")}
          required
          withAsterisk={false}
          autoFocus
        />
        <Button type="submit" size="md" loading={request.isPending}>
          Send link
        </Button>
      </form>
    </AuthLayout>
  );
}
