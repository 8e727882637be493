/** A code as the second factor: of the authenticator app, or one to recover access. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sendCode } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import classes from "./AuthLayout.module.css";

interface SecondFactorCodeFormProps {
  label: string;
  /** Whether no other factor is offered before it. */
  first: boolean;
  onBack: () => void;
}

export function SecondFactorCodeForm({ label, first, onBack }: SecondFactorCodeFormProps) {
  const [code, setCode] = useState("");
  const enter = useCompleteSignIn();
  const send = useMutation({
    mutationFn: () => sendCode(code.replaceAll(" ", "")),
    onSuccess: enter,
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <TextInput
        label={label}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={fieldError(send.error, "code")}
        required
        withAsterisk={false}
        autoFocus={first}
      />
      <Button
        type="submit"
        size="md"
        variant={first ? "filled" : "default"}
        loading={send.isPending}
      >
        Continue
      </Button>
      <Button variant="subtle" color="gray" onClick={onBack}>
        Back
      </Button>
    </form>
  );
}
