/** What an approver may do with an entry of the library: copy one of Bulkhead, edit or delete one of the team. */
import { Button } from "@mantine/core";
import { IconCopy, IconPencil } from "@tabler/icons-react";
import { type ReactNode, Suspense, useState } from "react";
import { LinkButton } from "@/ui/LinkButton";
import { copyLink, type EntryKind, editLink } from "./entryLinks";

interface EntryActionsProps {
  kind: EntryKind;
  team: string;
  entry: { id: string; origin: string };
  /** Shown before the others on an entry of the team. */
  children?: ReactNode;
  deleteDialog: (onClose: () => void) => ReactNode;
}

export function EntryActions(props: EntryActionsProps) {
  const { kind, team, entry, children, deleteDialog } = props;
  const [deleting, setDeleting] = useState(false);
  if (entry.origin !== "team") {
    return (
      <LinkButton
        variant="default"
        size="xs"
        leftSection={<IconCopy size={14} aria-hidden="true" />}
        {...copyLink(kind, team, entry.id)}
      >
        Copy for this team
      </LinkButton>
    );
  }
  return (
    <>
      {children}
      <LinkButton
        variant="default"
        size="xs"
        leftSection={<IconPencil size={14} aria-hidden="true" />}
        {...editLink(kind, team, entry.id)}
      >
        Edit
      </LinkButton>
      <Button variant="subtle" color="danger" size="xs" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      {deleting && <Suspense>{deleteDialog(() => setDeleting(false))}</Suspense>}
    </>
  );
}
