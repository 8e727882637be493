/** The count of threats on the canvas, with the color and shape of the worst one. */

import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import {
  describeCounts,
  describePossible,
  type PossibleCount,
  type Severity,
  type SeverityCounts,
  totalCount,
} from "@/model/graph/severity";
import classes from "./threatMark.module.css";

interface ThreatMarkProps {
  worst: Severity | null;
  counts: SeverityCounts;
  possible: PossibleCount;
  /** One above the other, where names need the width. */
  stacked?: boolean;
}

/** Filled for what is found, an outline for what is only possible. */
export function ThreatMark({ worst, counts, possible, stacked = false }: ThreatMarkProps) {
  if (worst === null && possible.worst === null) return null;
  return (
    <span className={classes.marks} data-stacked={stacked || undefined}>
      {worst && (
        <span className={classes.mark} data-severity={worst} title={describeCounts(counts)}>
          <SeverityIcon severity={worst} size={9} />
          {totalCount(counts)}
        </span>
      )}
      <PossibleMark possible={possible} beside={worst !== null} />
    </span>
  );
}

interface PossibleMarkProps {
  possible: PossibleCount;
  /** Whether it comes after the mark of what is found. */
  beside: boolean;
}

function PossibleMark({ possible: { count, worst }, beside }: PossibleMarkProps) {
  if (worst === null) return null;
  const described = describePossible(count);
  return (
    <span
      className={classes.mark}
      data-severity={worst}
      data-possible="true"
      data-beside={beside || undefined}
      title={beside ? described : `${described}, none found`}
    >
      <SeverityIcon severity={worst} size={9} hollow />
      {count}
    </span>
  );
}
