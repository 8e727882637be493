/** Signs somebody out everywhere. */
import type { UserRow } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useEndSessions } from "./queries";

export default function EndSessionsDialog({
  user,
  onClose,
}: {
  user: UserRow;
  onClose: () => void;
}) {
  const end = useEndSessions();
  return (
    <ConfirmDialog
      opened
      title={`End all sessions of ${user.email}?`}
      confirmLabel="End sessions"
      pending={end.isPending}
      onClose={onClose}
      onConfirm={() => end.mutate(user, { onSettled: onClose })}
    >
      The account is signed out in every browser within seconds, and can sign in again.
    </ConfirmDialog>
  );
}
