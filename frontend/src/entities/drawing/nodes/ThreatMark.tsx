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
}

/** Filled for what is found; an outline where all is only possible. */
export function ThreatMark({ worst, counts, possible }: ThreatMarkProps) {
  if (worst === null) return <PossibleMark possible={possible} />;
  return (
    <span className={classes.mark} data-severity={worst} title={describeCounts(counts)}>
      <SeverityIcon severity={worst} size={9} />
      {totalCount(counts)}
    </span>
  );
}

function PossibleMark({ possible: { count, worst } }: { possible: PossibleCount }) {
  if (worst === null) return null;
  return (
    <span
      className={classes.mark}
      data-severity={worst}
      data-possible="true"
      title={`${describePossible(count)}, none found`}
    >
      <SeverityIcon severity={worst} size={9} hollow />
      {count}
    </span>
  );
}
