/** Both sides of an issue have changed: shows both, and lets a person choose. */
import { Button } from "@mantine/core";
import type { IssueLink } from "@/api/types";
import { type Status, statusLabel } from "@/model/labels/statusStyles";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { issueName, remoteStatus, subjectName } from "./issueLabels";
import classes from "./trackers.module.css";
import { type Side, useIssueActions } from "./useIssueActions";

export function IssueConflictChoice({ link }: { link: IssueLink }) {
  const { canEdit } = useModel();
  const { resolve } = useIssueActions(link.id);
  const { conflict } = link;
  if (!conflict) return null;
  const sides = [
    {
      side: "here",
      place: subjectName(link),
      status: statusLabel(conflict.local_status as Status),
    },
    { side: "there", place: issueName(link), status: remoteStatus(conflict) },
  ] as const;
  const pending = (side: Side): boolean => resolve.isPending && resolve.variables === side;
  return (
    <section className={classes.decision} aria-label={`Conflict of ${issueName(link)}`}>
      <p className={classes.decisionTitle}>
        Changed on both sides, seen <RelativeTime at={conflict.since} />. Nothing was overwritten.
      </p>
      <dl className={classes.sides}>
        {sides.map(({ side, place, status }) => (
          <div key={side}>
            <dt>{place}</dt>
            <dd>{status}</dd>
          </div>
        ))}
      </dl>
      {canEdit && (
        <div className={classes.buttons}>
          {sides.map(({ side, place, status }) => (
            <Button
              key={side}
              variant="default"
              size="compact-sm"
              title={EFFECTS[side]}
              loading={pending(side)}
              disabled={resolve.isPending}
              onClick={() => resolve.mutate(side)}
            >
              Keep {place}: {status}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

const EFFECTS: Readonly<Record<Side, string>> = {
  here: "The issue is closed or reopened to match",
  there: "The mitigation takes the status that the tracker's settings name for it",
};
