/** Passkeys and security keys: a list, and a way to add one. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense } from "react";
import { passkeyObstacle } from "@/session/passkeyObstacle";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";
import type { Factors } from "./factors";
import { PasskeyRow } from "./PasskeyRow";

const AddPasskeyDialog = lazyWithRetry(() => import("./AddPasskeyDialog"));

export function Passkeys({ factors }: { factors: Factors | undefined }) {
  const [adding, { open, close }] = useDisclosure(false);
  const obstacle = passkeyObstacle();
  const passkeys = factors?.passkeys ?? [];
  const last = passkeys.length === 1 && !factors?.app;
  return (
    <>
      <Section
        title="Passkeys and security keys"
        description={
          obstacle ??
          "Sign in with the fingerprint, face or PIN of your device, or with a security key. Phishing sites cannot use them."
        }
        actions={
          factors &&
          !obstacle && (
            <Button variant="default" onClick={open}>
              Add passkey
            </Button>
          )
        }
        flush
      >
        {passkeys.length > 0 &&
          passkeys.map((passkey) => <PasskeyRow key={passkey.id} passkey={passkey} last={last} />)}
      </Section>
      <Suspense>{adding && <AddPasskeyDialog onClose={close} />}</Suspense>
    </>
  );
}
