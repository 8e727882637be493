/** Today's figures with their change since the first day, each with the list behind it. */
import type { PostureDay } from "@/api/types";
import { TargetLink } from "./charts/ChartTable";
import { type FigureId, figureOf, flowOf, written, writtenChange, writtenDays } from "./figures";
import { figureTarget, flowTarget, type Scope } from "./figureTargets";
import classes from "./posture.module.css";

const SHOWN: readonly FigureId[] = [
  "at_risk",
  "critical",
  "overdue",
  "accepted",
  "expiring",
  "coverage",
  "jewels_reached",
];

interface FigureStripProps {
  days: readonly PostureDay[];
  scope: Scope;
}

export function FigureStrip({ days, scope }: FigureStripProps) {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const flow = flowOf(days);
  const span = { since: first.day, until: last.day };
  return (
    <dl className={classes.strip}>
      {SHOWN.map((id) => (
        <FigureCell key={id} id={id} first={first} last={last} scope={scope} />
      ))}
      <div className={classes.figure}>
        <dt>Mean time to mitigate</dt>
        <dd>{writtenDays(flow.meanDays)}</dd>
        <dd className={classes.change}>
          <Fixed count={flow.fixed} target={flowTarget("fixed", span, scope)} />
        </dd>
      </div>
      <div className={classes.figure}>
        <dt>Fixed in time</dt>
        <dd>{written(flow.kept, "%")}</dd>
        <dd className={classes.change}>of {written(flow.dueFixed)} with a date</dd>
      </div>
    </dl>
  );
}

interface FigureCellProps {
  id: FigureId;
  first: PostureDay;
  last: PostureDay;
  scope: Scope;
}

function FigureCell({ id, first, last, scope }: FigureCellProps) {
  const figure = figureOf(id);
  const value = figure.value(last);
  const target = figureTarget(id, scope);
  const text = written(value, figure.unit);
  return (
    <div className={classes.figure}>
      <dt>{id === "accepted" ? "Accepted, still counted" : figure.label}</dt>
      <dd data-zero={!value}>
        {target && value !== null ? <TargetLink target={target}>{text}</TargetLink> : text}
        {id === "jewels_reached" && value !== null && (
          <span className={classes.of}> of {written(last.jewels)}</span>
        )}
      </dd>
      <dd className={classes.change}>{writtenChange(figure.value(first), value)}</dd>
    </div>
  );
}

function Fixed({ count, target }: { count: number; target: ReturnType<typeof flowTarget> }) {
  const text = `${written(count)} fixed`;
  return count > 0 ? <TargetLink target={target}>{text}</TargetLink> : text;
}
