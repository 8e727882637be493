/** Renames a passkey or security key. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { authenticatorsQuery } from "@/api/allauth";
import { fieldError } from "@/api/fieldError";
import { type Passkey, renamePasskey } from "@/api/passkeys";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { NAME_LENGTH } from "./factors";

interface RenamePasskeyDialogProps {
  passkey: Passkey;
  onClose: () => void;
}

export function RenamePasskeyDialog({ passkey, onClose }: RenamePasskeyDialogProps) {
  const client = useQueryClient();
  const guarded = useReauthentication();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => guarded(() => renamePasskey(passkey.id, name.trim())),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: authenticatorsQuery().queryKey });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Rename passkey">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(rename.error, "name")}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
          data-autofocus
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={!name.trim()}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
