/** Disables an account. */
import type { UserRow } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useSetActive } from "./queries";

export default function DisableDialog({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const setActive = useSetActive();
  return (
    <ConfirmDialog
      opened
      danger
      title={`Disable ${user.email}?`}
      confirmLabel="Disable account"
      pending={setActive.isPending}
      onClose={onClose}
      onConfirm={() => setActive.mutate({ user, active: false }, { onSettled: onClose })}
    >
      The account is signed out everywhere and cannot sign in until it is enabled again. Its teams,
      and what it did, stay.
    </ConfirmDialog>
  );
}
