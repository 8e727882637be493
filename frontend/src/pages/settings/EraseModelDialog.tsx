/** Deletes a model permanently, once its name was typed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { DeletedModel } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";

interface EraseModelDialogProps {
  team: string;
  model: DeletedModel;
  onClose: () => void;
}

export default function EraseModelDialog({ team, model, onClose }: EraseModelDialogProps) {
  const client = useQueryClient();
  const erase = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/teams/{team}/trash/{deleted}/", {
          params: { path: { team, deleted: model.id } },
        }),
      ),
    onSuccess: () => {
      onClose();
      toast.success(`${model.name} was permanently deleted.`);
    },
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: keys.team(team) }),
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete ${model.name} permanently?`}
      confirmLabel="Delete permanently"
      typeToConfirm={model.name}
      pending={erase.isPending}
      onClose={onClose}
      onConfirm={() => erase.mutate()}
    >
      Its architecture, threats, mitigations and history are deleted for everyone. This can't be
      undone.
    </ConfirmDialog>
  );
}
