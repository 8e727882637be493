/** Asks before a view is deleted. */
import type { SavedView } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { useSearchParams } from "@/ui/useSearchParams";
import { useViewChanges } from "./useViewChanges";
import type { ViewedPage } from "./viewedPage";
import { VIEW_KINDS } from "./viewKinds";

interface DeleteViewProps {
  page: ViewedPage;
  view: SavedView;
  onClose: () => void;
}

export default function DeleteView({ page, view, onClose }: DeleteViewProps) {
  const { one, deletion } = VIEW_KINDS[page.kind];
  const { remove } = useViewChanges(page.model);
  const [search, setSearch] = useSearchParams();
  const confirm = () => {
    if (search.view === view.id) setSearch((now) => ({ ...now, view: undefined }));
    remove.mutate(view, { onSettled: onClose });
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete the ${one} ${view.name}?`}
      confirmLabel={`Delete ${one}`}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={confirm}
    >
      {deletion}
    </ConfirmDialog>
  );
}
