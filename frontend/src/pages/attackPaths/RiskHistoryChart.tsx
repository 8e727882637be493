/** The risk of each kept result as a line, the newest at its end. */
import type { PathRun } from "@/api/types";
import { riskLine } from "@/model/labels/pathHistory";
import { exactTime } from "@/ui/time";
import classes from "./history.module.css";

const WIDTH = 640;
const HEIGHT = 64;

export function RiskHistoryChart({ runs }: { runs: readonly PathRun[] }) {
  const points = riskLine(runs, WIDTH, HEIGHT);
  const first = runs.at(-1);
  const last = runs[0];
  if (!first || !last) return null;
  const said = `Risk ${first.risk.toFixed(2)} on ${day(first)}, ${last.risk.toFixed(2)} on ${day(last)}`;
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.line}
        viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        <polyline points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
      </svg>
      <figcaption className={classes.caption}>
        <span>
          {day(first)}: {first.risk.toFixed(2)}
        </span>
        <span>
          {day(last)}: <strong>{last.risk.toFixed(2)}</strong>
        </span>
      </figcaption>
    </figure>
  );
}

function day({ created_at }: PathRun): string {
  return exactTime(new Date(created_at));
}
