/** Opens the list of saved views of a page. */
import { Button, Popover } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { type ReactNode, Suspense, useState } from "react";
import type { SavedView } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import type { ViewedPage } from "./viewedPage";
import { VIEW_KINDS } from "./viewKinds";
import classes from "./views.module.css";

const DeleteView = lazyWithRetry(() => import("./DeleteView"));
const ViewList = lazyWithRetry(() => import("./ViewList"));

interface SavedViewsMenuProps {
  page: ViewedPage;
  className?: string | undefined;
  /** The words of the button. */
  children: ReactNode;
}

export function SavedViewsMenu({ page, className, children }: SavedViewsMenuProps) {
  const [open, setOpen] = useState(false);
  const [deleting, setDeleting] = useState<SavedView | null>(null);
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
          className={className}
          aria-label={VIEW_KINDS[page.kind].title}
          leftSection={<IconBookmark size={16} aria-hidden="true" />}
          onClick={() => setOpen(!open)}
        >
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Suspense>
          {open && (
            <ViewList
              page={page}
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
        {deleting && <DeleteView page={page} view={deleting} onClose={() => setDeleting(null)} />}
      </Suspense>
    </Popover>
  );
}
