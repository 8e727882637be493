/** Takes back what was done with threats in one step, from its line of the history. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { HistoryEvent } from "@/api/types";
import { undoThreatChange } from "@/entities/threats/actions/changeThreats";
import { useModel } from "@/session/useModel";
import { takeBack } from "@/ui/useUndoableMutation";
import classes from "./history.module.css";

export function UndoGroup({ event }: { event: HistoryEvent }) {
  const { id, canEdit } = useModel();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: (group: string) => takeBack(client, id, undoThreatChange(group)),
  });
  const { group, actor, subject_type: type, what } = event;
  if (!group || type !== "threat" || actor === null) return null;
  if (group.undone) return <span className={classes.when}>Undone</span>;
  if (!canEdit) return null;
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      className={classes.undo}
      aria-label={`Undo: ${what}`}
      loading={undo.isPending}
      onClick={() => undo.mutate(group.id)}
    >
      Undo
    </Button>
  );
}
