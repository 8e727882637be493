/** Opens the list of saved views. */
import { Button, Popover } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import type { SavedView } from "@/api/types";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import type { EditorState } from "../state/editorState";
import { useSavedViews } from "../views/useSavedViews";
import classes from "../views/views.module.css";
import toolbar from "./toolbar.module.css";

const DeleteView = lazyWithRetry(() => import("../views/DeleteView"));
const ViewList = lazyWithRetry(() => import("../views/ViewList"));

export function ViewsMenu({ editor }: { editor: EditorState }) {
  const [open, setOpen] = useState(false);
  const [deleting, setDeleting] = useState<SavedView | null>(null);
  const saved = useSavedViews(editor);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      width={320}
      offset={6}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          className={toolbar.button}
          aria-label="Views"
          leftSection={<IconBookmark size={16} aria-hidden="true" />}
          onClick={() => setOpen(!open)}
        >
          <span className={toolbar.label}>Views</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Suspense>
          {open && (
            <ViewList
              editor={editor}
              saved={saved}
              // A dialog over the list: a click in it would be one outside the list and close both.
              onDelete={(view) => {
                setOpen(false);
                setDeleting(view);
              }}
              onClose={() => setOpen(false)}
            />
          )}
        </Suspense>
      </Popover.Dropdown>
      <Suspense>
        {deleting && (
          <DeleteView model={editor.model} view={deleting} onClose={() => setDeleting(null)} />
        )}
      </Suspense>
    </Popover>
  );
}
