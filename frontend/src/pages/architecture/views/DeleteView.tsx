/** Asks before a view is deleted. */
import type { SavedView } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useSearchParams } from "@/ui/useSearchParams";
import { useViewChanges } from "./useViewChanges";

interface DeleteViewProps {
  model: string;
  view: SavedView;
  onClose: () => void;
}

export default function DeleteView({ model, view, onClose }: DeleteViewProps) {
  const { remove } = useViewChanges(model);
  const [search, setSearch] = useSearchParams();
  const confirm = () => {
    if (search.view === view.id) setSearch((now) => ({ ...now, view: undefined }));
    remove.mutate(view, { onSettled: onClose });
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete the view ${view.name}?`}
      confirmLabel="Delete view"
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={confirm}
    >
      Links to it will lead to the drawing as a whole. The drawing itself stays as it is.
    </ConfirmDialog>
  );
}
