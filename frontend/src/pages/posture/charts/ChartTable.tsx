/** The numbers of a chart, the newest first, each with the list behind it where there is one. */
import { Link } from "@tanstack/react-router";
import { calendarDay } from "@/ui/time";
import { written } from "../figures";
import type { Target } from "../figureTargets";
import type { ChartData, ChartRow } from "./chartData";
import classes from "./charts.module.css";

interface ChartTableProps {
  label: string;
  data: ChartData;
  rowHeader: string;
}

export function ChartTable({ label, data, rowHeader }: ChartTableProps) {
  const known = data.rows.filter(({ values }) => Object.keys(values).length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={`${label}: table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{rowHeader}</th>
            {data.series.map(({ id, label: name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {known.toReversed().map((row) => (
            <tr key={row.id}>
              <th scope="row">{calendarDay(row.id)}</th>
              {data.series.map(({ id }) => (
                <td key={id}>
                  <Value row={row} id={id} unit={data.unit} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Value({ row, id, unit }: { row: ChartRow; id: string; unit: "%" | undefined }) {
  const value = row.values[id] ?? null;
  const target = row.targets?.[id];
  return target && value ? (
    <TargetLink target={target}>{written(value, unit)}</TargetLink>
  ) : (
    written(value, unit)
  );
}

export function TargetLink({ target, children }: { target: Target; children: string }) {
  return (
    <Link to={target.to} search={target.search as never}>
      {children}
    </Link>
  );
}
