/** The authenticator app: set up, or turned off. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deactivateTotp, startTotp, type TotpSetup } from "@/api/allauth";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Section } from "@/ui/Section";
import { toast } from "@/ui/toast";
import { afterRemoval, type Factors, refreshFactors } from "./factors";
import { TotpForm } from "./TotpForm";

export function AuthenticatorApp({ factors }: { factors: Factors | undefined }) {
  const client = useQueryClient();
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const guarded = useReauthentication();
  const start = useMutation({
    mutationFn: () => guarded(startTotp),
    onSuccess: setSetup,
    onError: toast.error,
  });
  const done = async () => {
    setSetup(null);
    await refreshFactors(client);
  };
  return (
    <Section
      title="Authenticator app"
      description={
        factors?.app ? "Set up." : "An app on your phone shows a new code every 30 seconds."
      }
      actions={
        factors?.app ? (
          <TurnOff last={factors.passkeys.length === 0} onOff={done} />
        ) : (
          factors &&
          !setup && (
            <Button variant="default" onClick={() => start.mutate()} loading={start.isPending}>
              Set up
            </Button>
          )
        )
      }
    >
      {setup && <TotpForm setup={setup} onDone={done} onCancel={() => setSetup(null)} />}
    </Section>
  );
}

interface TurnOffProps {
  /** Whether it is the only second factor. */
  last: boolean;
  onOff: () => Promise<void>;
}

function TurnOff({ last, onOff }: TurnOffProps) {
  const guarded = useReauthentication();
  const [asking, { open, close }] = useDisclosure(false);
  const off = useMutation({
    mutationFn: () => guarded(deactivateTotp),
    onSuccess: async () => {
      toast.success("The authenticator app was turned off.");
      await onOff();
    },
    onError: toast.error,
    onSettled: close,
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        Turn off
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        onConfirm={() => off.mutate()}
        pending={off.isPending}
        title="Turn off the authenticator app?"
        confirmLabel="Turn off"
        danger
      >
        {afterRemoval(last)}
      </ConfirmDialog>
    </>
  );
}
