/** How the open threats spread over the severities: one bar, with the numbers beside or under it. */
import type { SeverityCounts } from "@/api/types";
import { describeCounts, SEVERITIES, SEVERITY_LABELS, totalCount } from "@/model/graph/severity";
import { SeverityIcon } from "./SeverityBadge";
import classes from "./SeverityBar.module.css";

interface SeverityBarProps {
  counts: SeverityCounts;
  numbers?: boolean;
  /** Length of the bar, when its length says how many there are. */
  percent?: number;
}

export function SeverityBar({ counts, numbers = false, percent = 100 }: SeverityBarProps) {
  const present = SEVERITIES.filter((severity) => counts[severity] > 0);
  return (
    <span className={classes.root}>
      <span
        className={classes.bar}
        role="img"
        aria-label={describeCounts(counts)}
        data-empty={totalCount(counts) === 0}
        style={{ width: `${percent}%` }}
      >
        {present.map((severity) => (
          <span
            key={severity}
            className={classes.part}
            data-severity={severity}
            style={{ flexGrow: counts[severity] }}
          />
        ))}
      </span>
      {numbers && (
        <span className={classes.numbers} aria-hidden="true">
          {present.map((severity) => (
            <span key={severity} className={classes.number} title={SEVERITY_LABELS[severity]}>
              <SeverityIcon severity={severity} size={9} />
              {counts[severity].toLocaleString("en-US")}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}
