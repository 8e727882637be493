/** Asks before a version becomes the reference for drift, or ceases to be. */
import { useQuery } from "@tanstack/react-query";
import type { Version } from "@/api/types";
import { driftQuery } from "@/entities/history/queries";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { approveVersion } from "./actions/approveVersion";

export default function ApproveDialog({
  version,
  onClose,
}: {
  version: Version;
  onClose: () => void;
}) {
  const { id } = useModel();
  const approve = useUndoableMutation(approveVersion, id);
  const former = useQuery(driftQuery(id)).data?.approved?.version.name;
  const approved = version.kind !== "approved";
  const { name } = version;
  return (
    <ConfirmDialog
      opened
      title={approved ? `Approve ${name}?` : `Withdraw the approval of ${name}?`}
      confirmLabel={approved ? "Approve" : "Withdraw approval"}
      pending={approve.isPending}
      onClose={onClose}
      onConfirm={() => approve.mutate({ id: version.id, name, approved }, { onSettled: onClose })}
    >
      {approved
        ? "It becomes the baseline for drift. Your name and the time are kept with it."
        : "Without a baseline no drift is shown. The dates of the approval are kept."}
      {approved && former && ` It replaces ${former}.`}
    </ConfirmDialog>
  );
}
