/** The number of a stage in a ring that fills as its checks are met. */
import type { StageStatus } from "@/api/types";
import classes from "./mark.module.css";
import { STAGE_STATUSES } from "./stageStatuses";

interface StageMarkProps {
  number: number;
  status: StageStatus;
  /** Of its checks that are met, 0 to 1. */
  share: number;
}

const RADIUS = 11;
const AROUND = 2 * Math.PI * RADIUS;

export function StageProgressRing({ number, status, share }: StageMarkProps) {
  return (
    <span className={classes.mark} data-tone={STAGE_STATUSES[status].tone} aria-hidden="true">
      <svg viewBox="0 0 26 26" width="26" height="26" aria-hidden="true">
        <circle className={classes.track} cx="13" cy="13" r={RADIUS} />
        <circle
          className={classes.share}
          cx="13"
          cy="13"
          r={RADIUS}
          strokeDasharray={`${share * AROUND} ${AROUND}`}
          transform="rotate(-90 13 13)"
        />
      </svg>
      <span className={classes.number}>{number}</span>
    </span>
  );
}
