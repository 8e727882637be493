/** Adds an authenticator app: shows its key and takes the first code. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { activateTotp, type TotpSetup } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

interface TotpFormProps {
  setup: TotpSetup;
  onDone: () => Promise<void>;
  onCancel: () => void;
}

/** The key in groups of four, as people type it over. */
function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

export function TotpForm({ setup, onDone, onCancel }: TotpFormProps) {
  const [code, setCode] = useState("");
  const guarded = useReauthentication();
  const activate = useMutation({
    mutationFn: () => guarded(() => activateTotp(code.replaceAll(" ", ""))),
    onSuccess: async () => {
      toast.success("The authenticator app was set up. Keep your recovery codes at hand.");
      await onDone();
    },
  });
  return (
    <form
      className={classes.narrow}
      onSubmit={(event) => {
        event.preventDefault();
        activate.mutate();
      }}
    >
      <p className={classes.note}>
        Add this key to your authenticator app, or <a href={setup.url}>open it on this device</a>.
      </p>
      <div className={classes.secret}>{grouped(setup.secret)}</div>
      <TextInput
        label="Code from the app"
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={fieldError(activate.error, "code")}
      />
      <div className={classes.start}>
        <Button type="submit" disabled={!code} loading={activate.isPending}>
          Turn on
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
