/** How sensitive data is, as a ladder of four bars and a word: never color alone. */
import type { Classification } from "@/api/types";
import { LADDER } from "@/model/labels/dataSets";
import classes from "./badges.module.css";
import { CLASSIFICATIONS } from "./classificationLabels";

export function ClassificationBadge({ value }: { value: Classification | null }) {
  if (value === null) return <span className={classes.unknown}>Unknown</span>;
  return (
    <span className={classes.badge} data-rank={rankOf(value)}>
      <ClassificationBars value={value} />
      {CLASSIFICATIONS[value]}
    </span>
  );
}

const BARS = [1, 2, 3, 4] as const;

function rankOf(value: Classification): number {
  return LADDER.indexOf(value) + 1;
}

export function ClassificationBars({ value }: { value: Classification }) {
  const rank = rankOf(value);
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
