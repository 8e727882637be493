/** Adds a passkey or security key: its name, and whether it signs in by itself. The browser asks for the rest. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import { addPasskey } from "@/api/passkeys";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/toast";
import { NAME_LENGTH, refreshFactors } from "./factors";

export default function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [passwordless, setPasswordless] = useState(true);
  const add = useAddPasskey(onClose);
  return (
    <Modal opened onClose={onClose} title="Add passkey or security key">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ name: name.trim(), passwordless });
        }}
      >
        <FormAlert error={add.error} known={["name"]} />
        <TextInput
          label="Name"
          description="For you, to recognize it in the list."
          placeholder="Work laptop"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(add.error, "name", false)}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Checkbox
          label="Sign in without a password"
          description="The device or security key checks its PIN, your fingerprint or face. Clear the box for a security key without a PIN: it is then a second factor after your password."
          checked={passwordless}
          onChange={(event) => setPasswordless(event.currentTarget.checked)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!name.trim()}>
            Continue
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function useAddPasskey(onClose: () => void) {
  const client = useQueryClient();
  const guarded = useReauthentication();
  return useMutation({
    mutationFn: (wanted: { name: string; passwordless: boolean }) =>
      guarded(() => addPasskey(wanted.name, wanted.passwordless)),
    onSuccess: async (added, { name }) => {
      if (!added) return; // canceled in the browser's own dialog: the form stays
      toast.success(`${name} was added. Keep your recovery codes at hand.`);
      onClose();
      await refreshFactors(client);
    },
  });
}
