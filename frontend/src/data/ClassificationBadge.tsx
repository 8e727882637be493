/** How sensitive data is, as a ladder of four bars and a word: never colour alone. */
import type { Classification } from "../api/types";
import classes from "./badges.module.css";
import { CLASSIFICATIONS } from "./words";

interface ClassificationBadgeProps {
  value: Classification | null;
  /** `plain` has no frame, for chips. */
  variant?: "soft" | "plain";
}

export function ClassificationBadge({ value, variant = "soft" }: ClassificationBadgeProps) {
  if (value === null) return <span className={classes.unknown}>Unknown</span>;
  const { rank, label } = CLASSIFICATIONS[value];
  return (
    <span className={classes.badge} data-rank={rank} data-variant={variant}>
      <ClassificationBars value={value} />
      {label}
    </span>
  );
}

const BARS = [1, 2, 3, 4] as const;

export function ClassificationBars({ value }: { value: Classification }) {
  const { rank } = CLASSIFICATIONS[value];
  return (
    <svg className={classes.bars} data-rank={rank} width="13" height="10" aria-hidden="true">
      {BARS.map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 3.5}
          y={8 - bar * 2}
          width="2.5"
          height={2 + bar * 2}
          rx="0.5"
          data-filled={bar <= rank}
        />
      ))}
    </svg>
  );
}
