/** Deletes an entry of a team's library, once it was confirmed. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keys } from "@/api/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { toast } from "@/ui/toast";
import { type EntryKind, listLink } from "./entryLinks";

interface DeleteEntryDialogProps {
  kind: EntryKind;
  team: string;
  /** Of its details. */
  queryKey: QueryKey;
  remove: () => Promise<unknown>;
  /** It cannot be deleted yet; the children say why. */
  blocked?: boolean;
  onClose: () => void;
  /** What follows from it. */
  children: ReactNode;
}

export function DeleteEntryDialog(props: DeleteEntryDialogProps) {
  const { kind, team, queryKey, blocked = false, onClose, children } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: props.remove,
    onSuccess: async () => {
      toast.success(`The ${kind} was deleted.`);
      await navigate(listLink(kind, team));
      client.removeQueries({ queryKey });
      await client.invalidateQueries({ queryKey: keys.team(team) });
    },
    onError: toast.error,
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={`Delete this ${kind}?`}
      confirmLabel={`Delete ${kind}`}
      blocked={blocked}
      pending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {children}
    </ConfirmDialog>
  );
}
