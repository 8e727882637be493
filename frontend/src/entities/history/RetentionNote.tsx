/** Says at the end of a history that what came before was removed, and what stays of it. */
import { useQuery } from "@tanstack/react-query";
import { calendarDay } from "@/ui/time";
import classes from "./history.module.css";
import { historyKeptQuery } from "./queries";

interface RemovedNoteProps {
  model: string;
  of: "changes" | "events";
}

export function RetentionNote({ model, of }: RemovedNoteProps) {
  const { data } = useQuery(historyKeptQuery(model));
  const since = of === "changes" ? data?.changes_since : data?.events_since;
  if (!since) return null;
  return (
    <p className={classes.removed}>
      Older {of} were removed: this instance keeps those since {calendarDay(since)}.
      {of === "changes" && " States that a version names can still be opened and restored."}
    </p>
  );
}
