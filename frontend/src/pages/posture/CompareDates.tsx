/** The figures of two dates beside each other, and what happened between them. */
import type { PostureDay } from "@/api/types";
import { DateField } from "@/ui/DateField";
import { Section } from "@/ui/Section";
import { calendarDay } from "@/ui/time";
import { TargetLink } from "./charts/ChartTable";
import {
  dayAt,
  FIGURES,
  type Figure,
  flowOf,
  written,
  writtenChange,
  writtenDays,
} from "./figures";
import { figureTarget, type Scope } from "./figureTargets";
import classes from "./posture.module.css";
import type { Dates } from "./usePostureDates";

interface CompareDatesProps {
  days: readonly PostureDay[];
  dates: Dates;
  scope: Scope;
}

export function CompareDates({ days, dates, scope }: CompareDatesProps) {
  const before = dayAt(days, dates.from);
  const after = dayAt(days, dates.to);
  return (
    <Section
      title="Compare two dates"
      description="Each date shows its snapshot, or the last one before it."
      actions={<DateFields dates={dates} />}
    >
      {before && after && before.day <= after.day ? (
        <Compared {...{ days, before, after, scope }} isToday={dates.to >= dates.today} />
      ) : (
        <p className={classes.muted}>
          There is no snapshot on or before {calendarDay(before ? dates.to : dates.from)}.
        </p>
      )}
    </Section>
  );
}

function DateFields({ dates }: { dates: Dates }) {
  return (
    <div className={classes.dates}>
      <DateField
        size="xs"
        settles
        aria-label="From"
        max={dates.to}
        value={dates.from}
        onChange={dates.setFrom}
      />
      <DateField
        size="xs"
        settles
        aria-label="To"
        min={dates.from}
        max={dates.today}
        value={dates.to}
        onChange={dates.setTo}
      />
    </div>
  );
}

interface ComparedProps {
  days: readonly PostureDay[];
  before: PostureDay;
  after: PostureDay;
  scope: Scope;
  isToday: boolean;
}

function Compared({ days, before, after, scope, isToday }: ComparedProps) {
  // What happened on the first date is in its figures already.
  const flow = flowOf(days.filter(({ day }) => day > before.day && day <= after.day));
  return (
    <>
      <table className={classes.compared}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">{calendarDay(before.day)}</th>
            <th scope="col">{calendarDay(after.day)}</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <ComparedRow key={figure.id} {...{ figure, before, after, scope, isToday }} />
          ))}
        </tbody>
      </table>
      <p className={classes.between}>
        In between: {written(flow.found)} found, {written(flow.fixed)} fixed,{" "}
        {written(flow.notApplicable)} not applicable; mean time to mitigate{" "}
        {writtenDays(flow.meanDays)}; fixed in time {written(flow.kept, "%")}.
      </p>
    </>
  );
}

interface ComparedRowProps extends Omit<ComparedProps, "days"> {
  figure: Figure;
}

function ComparedRow({ figure, before, after, scope, isToday }: ComparedRowProps) {
  const then = figure.value(before);
  const now = figure.value(after);
  const target = isToday && now !== null ? figureTarget(figure.id, scope) : null;
  const text = written(now, figure.unit);
  return (
    <tr>
      <th scope="row">{figure.label}</th>
      <td>{written(then, figure.unit)}</td>
      <td>{target ? <TargetLink target={target}>{text}</TargetLink> : text}</td>
      <td className={classes.muted}>{writtenChange(then, now)}</td>
    </tr>
  );
}
