/** Asks before the architecture is brought back to a state, and says what that will change. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import { useLive } from "@/entities/live/LiveProvider";
import { isSame, totalsInWords } from "@/model/labels/architectureDifferences";
import { NOW } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { recordRestore, restoreState } from "./actions/restoreState";
import { comparisonQuery } from "./queries";
import classes from "./RestoreDialog.module.css";

interface RestoreDialogProps {
  /** The state, as the server names it. */
  to: string;
  /** As people call it. */
  name: string;
  onClose: () => void;
}

export default function RestoreDialog({ to, name, onClose }: RestoreDialogProps) {
  const { id } = useModel();
  const restore = useUndoableMutation(restoreState, id);
  const session = useLive()?.session;
  const confirm = (): void => {
    const asked = { to, name };
    restore.mutate(asked, {
      onSuccess: (restored) => recordRestore(session, asked, restored),
      onSettled: onClose,
    });
  };
  const query = useQuery(comparisonQuery(id, { before: NOW, after: to, page_size: 1 }));
  const same = query.data !== undefined && isSame(query.data.counts);
  return (
    <ConfirmDialog
      opened
      title={`Restore ${name}?`}
      confirmLabel="Restore"
      pending={restore.isPending}
      blocked={!query.data}
      onClose={onClose}
      onConfirm={confirm}
    >
      <div className={classes.asked}>
        {query.error && <p role="alert">{messageOf(query.error)}</p>}
        {!query.data && !query.error && <Skeleton height={40} aria-label="Comparing" />}
        {query.data && (
          <p>
            {same
              ? "Elements and flows are as they were then; only places on the canvas may change."
              : `Compared with now: ${totalsInWords(query.data.counts)}.`}
          </p>
        )}
        <p>
          This is one change that you can undo. What was decided about threats stays, and holds
          again for everything that comes back.
        </p>
      </div>
    </ConfirmDialog>
  );
}
