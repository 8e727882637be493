/** One passkey or security key: what it does, since when, and how it is renamed or removed. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Passkey, removePasskey } from "@/api/passkeys";
import { useReauthentication } from "@/session/ReauthenticationProvider";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { calendarDay } from "@/ui/time";
import { toast } from "@/ui/toast";
import { afterRemoval, refreshFactors } from "./factors";
import { RenamePasskeyDialog } from "./RenamePasskeyDialog";

interface PasskeyRowProps {
  passkey: Passkey;
  /** Whether it is the only second factor. */
  last: boolean;
}

export function PasskeyRow({ passkey, last }: PasskeyRowProps) {
  const [opened, setOpened] = useState<"rename" | "remove" | null>(null);
  const close = () => setOpened(null);
  const { name } = passkey;
  return (
    <div className={rows.row}>
      <div className={rows.rowMain}>
        {name}
        <span className={rows.detail}>
          {passkey.is_passwordless ? "Signs in without a password" : "Second factor only"}
        </span>
        <Times passkey={passkey} />
      </div>
      <div className={rows.buttons}>
        <RowButton label="Rename" name={name} onClick={() => setOpened("rename")} />
        <RowButton label="Remove" name={name} onClick={() => setOpened("remove")} />
      </div>
      {opened === "rename" && <RenamePasskeyDialog passkey={passkey} onClose={close} />}
      <RemovePasskeyDialog
        passkey={passkey}
        last={last}
        opened={opened === "remove"}
        onClose={close}
      />
    </div>
  );
}

interface RowButtonProps {
  label: string;
  name: string;
  onClick: () => void;
}

function RowButton({ label, name, onClick }: RowButtonProps) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      aria-label={`${label} ${name}`}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

function Times({ passkey }: { passkey: Passkey }) {
  const used = passkey.last_used_at;
  return (
    <span className={rows.detail}>
      Added {calendarDay(isoTime(passkey.created_at))}
      {used ? " · Last used " : " · Never used"}
      {used && <RelativeTime at={isoTime(used)} />}
    </span>
  );
}

/** The accounts API counts seconds. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

interface RemovePasskeyDialogProps extends PasskeyRowProps {
  opened: boolean;
  onClose: () => void;
}

function RemovePasskeyDialog({ passkey, last, opened, onClose }: RemovePasskeyDialogProps) {
  const client = useQueryClient();
  const guarded = useReauthentication();
  const remove = useMutation({
    mutationFn: () => guarded(() => removePasskey(passkey.id)),
    onSuccess: () => {
      toast.success(`${passkey.name} was removed.`);
      return refreshFactors(client);
    },
    onError: toast.error,
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      pending={remove.isPending}
      title={`Remove ${passkey.name}?`}
      confirmLabel="Remove"
      danger
    >
      {passkey.is_passwordless && "It will no longer sign you in. "}
      {afterRemoval(last)} Remove it from your device or password manager as well.
    </ConfirmDialog>
  );
}
