/** Email and password. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type FactorType, signIn } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import { FormAlert } from "@/ui/FormAlert";
import classes from "./AuthLayout.module.css";

interface LoginFormProps {
  onSecondFactor: (factors: readonly FactorType[]) => void;
}

export function LoginForm({ onSecondFactor }: LoginFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useCompleteSignIn();
  const login = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: (result) =>
      result.step === "second-factor" ? onSecondFactor(result.factors) : enter(),
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        login.mutate();
      }}
    >
      <FormAlert error={login.error} known={["email", "password"]} />
      <TextInput
        label="Email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={fieldError(login.error, "email", false)}
        required
        withAsterisk={false}
        autoFocus
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={fieldError(login.error, "password", false)}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        required
        withAsterisk={false}
      />
      <span className={classes.labelRow}>
        <Link to="/reset-password" className={classes.link}>
          Forgot your password?
        </Link>
      </span>
      <Button type="submit" size="md" loading={login.isPending}>
        Sign in
      </Button>
    </form>
  );
}
