/** Asks before a sign-out that would lose changes which the server has not stored. */
import { ConfirmDialog } from "@/ui/ConfirmDialog";

interface SignOutDialogProps {
  losing: number;
  onConfirm: () => void;
  onClose: () => void;
}

export default function SignOutDialog({ losing, onConfirm, onClose }: SignOutDialogProps) {
  const changes = losing === 1 ? "1 change is" : `${losing} changes are`;
  return (
    <ConfirmDialog
      opened
      danger
      title="Sign out and lose changes?"
      confirmLabel="Sign out"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {changes} kept in this browser and not saved yet. Signing out forgets them. To keep them, stay
      and open the model again: they are sent as soon as there is a connection.
    </ConfirmDialog>
  );
}
