/** Who does not know the answer yet, and who was asked since when. */
import { IconClock, IconUserQuestion } from "@tabler/icons-react";
import type { QuestionCard } from "@/api/types";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "./cards.module.css";

/** `count` is how many questions there are; of how many each is said where it is not all. */
type WaitingNoteProps = Pick<QuestionCard, "deferred" | "assigned" | "count">;

export function DeferredOrAskedNote({ deferred, assigned, count }: WaitingNoteProps) {
  if (!deferred && assigned.length === 0) return null;
  return (
    <div className={classes.waiting}>
      {assigned.map((one) => (
        <span key={one.to.id}>
          <IconUserQuestion size={14} aria-hidden="true" />
          Asked {one.to.name}
          {one.by && one.by.id !== one.to.id && <> by {one.by.name}</>},{" "}
          <RelativeTime at={one.at} />
          {share(one.count, count)}
        </span>
      ))}
      {deferred && (
        <span>
          <IconClock size={14} aria-hidden="true" />
          Not known yet{deferred.by && <>: {deferred.by.name}</>}, <RelativeTime at={deferred.at} />
          {share(deferred.count, count)}
        </span>
      )}
    </div>
  );
}

function share(part: number, all: number): string {
  return part === all ? "" : ` · ${part.toLocaleString("en-US")} of ${all.toLocaleString("en-US")}`;
}
