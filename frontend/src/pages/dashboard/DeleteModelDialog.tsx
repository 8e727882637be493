/** Deletes a model; for a while it can be restored, at once by the message that tells of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { restoreModel } from "@/api/restoreModel";
import type { ModelRow } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";
import { undoToast } from "@/ui/undoToast";

export default function DeleteModelDialog({
  model,
  onClose,
}: {
  model: ModelRow;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: keys.team(model.team.id) });
  const undo = () =>
    void restoreModel(model.team.id, model.id)
      .then(() => toast.success(`${model.name} was restored.`), toast.error)
      .then(readAgain);
  const remove = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/models/{model}/", { params: { path: { model: model.id } } })),
    onSuccess: () => {
      onClose();
      undoToast(`${model.name} was deleted.`, undo);
      client.removeQueries({ queryKey: keys.model(model.id) });
      return readAgain();
    },
    onError: toast.error,
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete ${model.name}?`}
      confirmLabel="Delete model"
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      It can no longer be opened. Until it is permanently deleted, owners can restore it under
      Deleted models in the team settings.
    </ConfirmDialog>
  );
}
