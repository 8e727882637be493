/** The code of the second factor. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sendCode } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { useCompleteSignIn } from "@/session/useCompleteSignIn";
import classes from "./AuthLayout.module.css";

export function SecondFactorCodeForm({ onBack }: { onBack: () => void }) {
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
        label="Code"
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={fieldError(send.error, "code")}
        required
        withAsterisk={false}
        autoFocus
      />
      <Button type="submit" size="md" loading={send.isPending}>
        Continue
      </Button>
      <Button variant="subtle" color="gray" onClick={onBack}>
        Back
      </Button>
    </form>
  );
}
