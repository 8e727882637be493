/** The second factor: set up an authenticator app, see the recovery codes, switch it off. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  deactivateTotp,
  listAuthenticators,
  recoveryCodes,
  startTotp,
  type TotpSetup,
} from "@/api/allauth";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Section } from "@/ui/Section";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";
import { TotpForm } from "./TotpForm";

const KEY = ["account", "authenticators"];

export function TwoFactor() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: listAuthenticators });
  const active = query.data?.some((one) => one.type === "totp") ?? false;
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const guarded = useReauthentication();
  const start = useMutation({
    mutationFn: () => guarded(startTotp),
    onSuccess: setSetup,
    onError: toast.error,
  });
  const done = async () => {
    setSetup(null);
    await client.invalidateQueries(); // teams may ask for it: what was refused is open now, or the other way
  };
  return (
    <Section
      title="Two-factor authentication"
      description={
        active
          ? "On. Signing in asks for a code from your authenticator app."
          : "Off. With it, signing in also asks for a code from an app on your phone."
      }
      actions={
        !setup &&
        query.data &&
        !active && (
          <Button variant="default" onClick={() => start.mutate()} loading={start.isPending}>
            Set up
          </Button>
        )
      }
    >
      {setup ? (
        <TotpForm setup={setup} onDone={done} onCancel={() => setSetup(null)} />
      ) : (
        active && <ActiveTotp onOff={done} />
      )}
    </Section>
  );
}

function ActiveTotp({ onOff }: { onOff: () => Promise<void> }) {
  const guarded = useReauthentication();
  const [asking, { open, close }] = useDisclosure(false);
  const codes = useMutation({ mutationFn: () => guarded(recoveryCodes), onError: toast.error });
  const off = useMutation({
    mutationFn: () => guarded(deactivateTotp),
    onSuccess: async () => {
      toast.success("Two-factor authentication is off.");
      await onOff();
    },
    onError: toast.error,
    onSettled: close,
  });
  return (
    <div className={classes.form}>
      {codes.data && (
        <>
          <p className={classes.note}>
            Each code works once, when your phone is not at hand. Keep them somewhere safe.
          </p>
          <ul className={classes.codes}>
            {codes.data.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </>
      )}
      <div className={classes.start}>
        {!codes.data && (
          <Button variant="default" onClick={() => codes.mutate()} loading={codes.isPending}>
            Show recovery codes
          </Button>
        )}
        <Button variant="default" onClick={open}>
          Turn off
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        onConfirm={() => off.mutate()}
        pending={off.isPending}
        title="Turn off two-factor authentication?"
        confirmLabel="Turn off"
        danger
      >
        Signing in will need your password only.
      </ConfirmDialog>
    </div>
  );
}
