/** Name, email and password of a new account. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { signUp } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { NewPassword } from "@/entities/people/NewPassword";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import { FormAlert } from "@/ui/FormAlert";
import classes from "./AuthLayout.module.css";

interface SignupFormProps {
  invitation: string;
  onVerify: () => void;
}

export function SignupForm({ invitation, onVerify }: SignupFormProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useCompleteSignIn();
  const signup = useMutation({
    mutationFn: () => signUp({ name: name.trim(), email: email.trim(), password, invitation }),
    onSuccess: (result) => (result.step === "verify-email" ? onVerify() : enter()),
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        signup.mutate();
      }}
    >
      <FormAlert error={signup.error} known={["name", "email", "password"]} />
      <TextInput
        label="Name"
        description="How your teammates see you"
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fieldError(signup.error, "name", false)}
        maxLength={100}
        autoFocus
      />
      <TextInput
        label="Email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={fieldError(signup.error, "email", false)}
        required
        withAsterisk={false}
      />
      <NewPassword
        label="Password"
        value={password}
        onChange={setPassword}
        personal={[name, email]}
        error={fieldError(signup.error, "password", false)}
      />
      <Button type="submit" size="md" loading={signup.isPending}>
        Create account
      </Button>
    </form>
  );
}
