/** One line of the time line: who did what, versions of this state, and what can be done with it. */
import { IconBookmark, IconRosetteDiscountCheck } from "@tabler/icons-react";
import type { ChangeLine } from "@/api/types";
import { ActorName } from "@/entities/history/ActorName";
import classes from "@/entities/history/history.module.css";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { ORIGINS, steps } from "@/model/labels/timeline";
import { RelativeTime } from "@/ui/RelativeTime";
import { ChangeMenu } from "./ChangeMenu";

export function ChangeItem({ line }: { line: ChangeLine }) {
  const { actor, token, origin, what, versions } = line;
  const repeated = steps(line);
  return (
    <li className={classes.event}>
      {actor ? (
        <span className={classes.actor}>
          <PersonAvatar person={actor} size={24} />
        </span>
      ) : (
        <span className={classes.machine} aria-hidden="true" />
      )}
      <div className={classes.words}>
        <p className={classes.what}>
          <ActorName actor={actor} token={token} /> {what}
          {repeated && <span className={classes.steps}> {repeated}</span>}
        </p>
        {(origin !== "person" || versions.length > 0) && (
          <p className={classes.tags}>
            {origin !== "person" && (
              <span className={classes.origin} title={named(line) || undefined}>
                {ORIGINS[origin]}
              </span>
            )}
            {versions.map((version) => (
              <span key={version.id} className={classes.version} data-kind={version.kind}>
                {version.kind === "approved" ? (
                  <IconRosetteDiscountCheck size={14} aria-label="Approved version" />
                ) : (
                  <IconBookmark size={14} aria-label="Version" />
                )}
                {version.name}
              </span>
            ))}
          </p>
        )}
      </div>
      <span className={classes.when}>
        <RelativeTime at={line.at} />
      </span>
      <ChangeMenu line={line} />
    </li>
  );
}

/** The files of an import, one in each line. */
function named({ files, file_count: count }: ChangeLine): string {
  const more = count - files.length;
  return [...files, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
