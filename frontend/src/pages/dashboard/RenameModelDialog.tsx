/** Changes the name and description of a model. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { NamedDialog } from "@/ui/NamedDialog";

interface RenameModelDialogProps {
  model: ModelRow;
  onClose: () => void;
}

export default function RenameModelDialog({ model, onClose }: RenameModelDialogProps) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: ({ name, text }: { name: string; text: string }) =>
      unwrap(
        api.PATCH("/api/models/{model}/", {
          params: { path: { model: model.id } },
          body: { name, description: text },
        }),
      ),
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.team(model.team.id) });
      void client.invalidateQueries({ queryKey: keys.model(model.id) });
    },
  });
  return (
    <NamedDialog
      title="Edit details"
      text={{ label: "Description", field: "description" }}
      initial={{ name: model.name, text: model.description }}
      fault={save.error}
      pending={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    />
  );
}
