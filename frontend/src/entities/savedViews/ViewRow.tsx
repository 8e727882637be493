/** One saved view: shown by a click, and what can be done with it. */
import { ActionIcon, Menu, TextInput } from "@mantine/core";
import {
  IconCamera,
  IconDots,
  IconLink,
  IconPencil,
  IconTrash,
  IconUsers,
  IconUsersMinus,
} from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { SavedView } from "@/api/types";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { offerToast } from "@/ui/undoToast";
import type { ViewChanges } from "./useViewChanges";
import type { ViewedPage } from "./viewedPage";
import { VIEW_KINDS } from "./viewKinds";
import { linkWords, reachOf } from "./viewSharing";
import classes from "./views.module.css";

interface ViewRowProps {
  view: SavedView;
  page: ViewedPage;
  changes: ViewChanges;
  onShow: () => void;
  onDelete: () => void;
}

export function ViewRow({ view, page, changes, onShow, onDelete }: ViewRowProps) {
  const [renaming, setRenaming] = useState(false);
  const change = (body: Parameters<typeof changes.change.mutate>[0]["body"]) =>
    changes.change.mutate({ view, body });
  if (renaming) {
    return (
      <li className={classes.row}>
        <NameForm
          name={view.name}
          onName={(name) => {
            setRenaming(false);
            if (name && name !== view.name) change({ name });
          }}
        />
      </li>
    );
  }
  return (
    <li className={classes.row} data-current={page.isCurrent(view) || undefined}>
      <button type="button" className={classes.show} onClick={onShow}>
        <span className={classes.name}>{view.name}</span>
        <span className={classes.meta}>{reachOf(view)}</span>
      </button>
      <ViewActions
        view={view}
        page={page}
        onRename={() => setRenaming(true)}
        onUpdate={() => change({ document: page.shown() })}
        onShare={() => change({ shared: !view.shared })}
        onDelete={onDelete}
      />
    </li>
  );
}

interface ViewActionsProps {
  view: SavedView;
  page: ViewedPage;
  onRename: () => void;
  onUpdate: () => void;
  onShare: () => void;
  onDelete: () => void;
}

function ViewActions({ view, page, onRename, onUpdate, onShare, onDelete }: ViewActionsProps) {
  const { role } = useModel();
  const icon = { size: 15, "aria-hidden": true } as const;
  const mayShare = view.mine && hasRole(role, "editor");
  const link = page.linkTo?.(view);
  return (
    <Menu position="bottom-end" width={200} withinPortal={false} floatingStrategy="fixed">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Actions for ${view.name}`}>
          <IconDots size={15} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {link !== undefined && (
          <Menu.Item
            leftSection={<IconLink {...icon} />}
            onClick={() => copyLink(link, view, mayShare && !view.shared ? onShare : null)}
          >
            Copy link
          </Menu.Item>
        )}
        {view.mine && (
          <>
            <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onRename}>
              Rename
            </Menu.Item>
            <Menu.Item leftSection={<IconCamera {...icon} />} onClick={onUpdate}>
              {VIEW_KINDS[page.kind].update}
            </Menu.Item>
          </>
        )}
        {mayShare && (
          <Menu.Item
            leftSection={view.shared ? <IconUsersMinus {...icon} /> : <IconUsers {...icon} />}
            onClick={onShare}
          >
            {view.shared ? "Stop sharing" : "Share with the team"}
          </Menu.Item>
        )}
        {(view.mine || hasRole(role, "owner")) && (
          <Menu.Item color="danger" leftSection={<IconTrash {...icon} />} onClick={onDelete}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function copyLink(search: string, view: SavedView, onShare: (() => void) | null): void {
  const address = new URL(window.location.href);
  address.search = search;
  const offer = onShare && { label: "Share with the team", run: onShare };
  void navigator.clipboard.writeText(address.href).then(
    () => offerToast(linkWords(view), offer),
    () => toast.error("The browser does not let the page copy."),
  );
}

function NameForm({ name, onName }: { name: string; onName: (name: string) => void }) {
  const [draft, setDraft] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(draft.trim());
  };
  return (
    <form className={classes.rename} onSubmit={submit}>
      <TextInput
        aria-label={`New name of ${name}`}
        size="xs"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => onName(draft.trim())}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onName(name);
        }}
        maxLength={80}
        autoFocus
      />
    </form>
  );
}
