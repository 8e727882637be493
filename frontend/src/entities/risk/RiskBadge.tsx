/** A level of risk by name and color, with likelihood times impact; "None" where nothing is left. */
import type { RiskLevel } from "@/api/types";
import classes from "./risk.module.css";

interface RiskBadgeProps {
  level: RiskLevel | null;
  score?: number;
}

export function RiskBadge({ level, score }: RiskBadgeProps) {
  return (
    <span className={`${classes.badge} ${classes.tint}`} data-color={level?.color}>
      {level?.name ?? "None"}
      {level && score !== undefined && <span className={classes.score}>{score}</span>}
    </span>
  );
}
