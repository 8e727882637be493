/** The count of threats on the canvas, with the color and shape of the worst one. */

import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import {
  describeCounts,
  type Severity,
  type SeverityCounts,
  totalCount,
} from "@/model/graph/severity";
import classes from "./threatMark.module.css";

interface ThreatMarkProps {
  worst: Severity | null;
  counts: SeverityCounts;
}

export function ThreatMark({ worst, counts }: ThreatMarkProps) {
  if (worst === null) return null;
  return (
    <span className={classes.mark} data-severity={worst} title={describeCounts(counts)}>
      <SeverityIcon severity={worst} size={9} />
      {totalCount(counts)}
    </span>
  );
}
