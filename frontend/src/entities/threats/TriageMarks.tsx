/** What people marked a threat with: tags, the threat it repeats, and whose answer it waits for. */
import type { ThreatRow } from "@/api/types";
import { relativeTime } from "@/ui/time";
import classes from "./due.module.css";

export function TriageMarks({
  threat,
}: {
  threat: Pick<ThreatRow, "tags" | "duplicate_of" | "waiting">;
}) {
  const { tags, duplicate_of: original, waiting } = threat;
  if (tags.length === 0 && original === null && waiting === null) return null;
  return (
    <span className={classes.marks}>
      {waiting && (
        <span className={classes.mark}>
          Waits for {waiting.asked.name}, asked{" "}
          {relativeTime(new Date(waiting.asked_at), new Date())}
        </span>
      )}
      {original !== null && <span className={classes.mark}>Duplicate of T{original}</span>}
      {tags.map((tag) => (
        <span key={tag} className={classes.mark}>
          {tag}
        </span>
      ))}
    </span>
  );
}
