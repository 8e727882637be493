/** A Pod Security level as filled bars and a word: more bars, more of the standard is met. */
import { type Standing, standingLabel } from "@/model/labels/podSecurity";
import classes from "./PodSecurityLevelBadge.module.css";

const BARS: Readonly<Record<Standing, number>> = {
  privileged: 1,
  baseline: 2,
  restricted: 3,
  unknown: 0,
};

export function PodSecurityLevelBadge({ standing }: { standing: Standing }) {
  return (
    <span className={classes.badge} data-standing={standing}>
      <svg className={classes.bars} width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 5 - 5}
            y={9 - bar * 3}
            width="3.4"
            height={3 + bar * 3}
            rx="1"
            data-filled={bar <= BARS[standing]}
          />
        ))}
      </svg>
      {standingLabel(standing)}
    </span>
  );
}
