/** Deletes a model for good, once its name was typed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";
import type { ModelRow } from "../api/types";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { toast } from "../ui/toast";

export default function DeleteModelDialog({
  model,
  onClose,
}: {
  model: ModelRow;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/models/{model}/", { params: { path: { model: model.id } } })),
    onSuccess: () => {
      onClose();
      toast.success(`${model.name} was deleted.`);
      client.removeQueries({ queryKey: keys.model(model.id) });
      return client.invalidateQueries({ queryKey: keys.team(model.team.id) });
    },
    onError: toast.error,
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete ${model.name}?`}
      confirmLabel="Delete model"
      typeToConfirm={model.name}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      Its architecture, threats, mitigations and history are deleted for everybody. This can't be
      undone.
    </ConfirmDialog>
  );
}
