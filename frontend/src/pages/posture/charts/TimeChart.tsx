/** Figures over time as areas, bars or lines. Loaded when the first chart is shown. */
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { written } from "../figures";
import type { ChartData, ChartKind, Series } from "./chartData";
import classes from "./charts.module.css";

const HEIGHT = 240;
/** Up to so many points each is a dot: a line alone does not show which days are known. */
const FEW = 31;
const TEXT = { fill: "var(--bh-text-3)", fontSize: 12 };

export default function TimeChart({ kind, data }: { kind: ChartKind; data: ChartData }) {
  const rows = data.rows.map(({ label, values }) => ({ label, ...values }));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      {/* The chart is one picture to screen readers; its table is the way with the keyboard. */}
      <ComposedChart data={rows} accessibilityLayer={false} margin={{ top: 8, right: 8 }}>
        <CartesianGrid vertical={false} stroke="var(--bh-border)" />
        <XAxis dataKey="label" tick={TEXT} tickLine={false} minTickGap={28} />
        <YAxis
          width={40}
          tick={TEXT}
          tickLine={false}
          axisLine={false}
          allowDecimals={false}
          {...(data.unit && { domain: [0, 100] })}
        />
        <Tooltip
          isAnimationActive={false}
          wrapperClassName={classes.tooltip}
          formatter={(value) => written(typeof value === "number" ? value : null, data.unit)}
        />
        <Legend iconType="square" iconSize={10} formatter={legendText} />
        {data.series.map((series) => drawn(kind, series, rows.length <= FEW))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const legendText = (name: string) => <span className={classes.legend}>{name}</span>;

/** A function, as the chart looks for its own components among its children. */
function drawn(kind: ChartKind, { id, label, color }: Series, dots: boolean) {
  const shared = { dataKey: id, name: label, isAnimationActive: false };
  if (kind === "bars") return <Bar key={id} {...shared} fill={color} maxBarSize={28} />;
  if (kind === "lines") {
    return (
      <Line
        key={id}
        {...shared}
        type="linear"
        stroke={color}
        strokeWidth={2}
        dot={dots && { r: 2 }}
      />
    );
  }
  return (
    <Area
      key={id}
      {...shared}
      type="linear"
      stackId="all"
      stroke={color}
      fill={color}
      fillOpacity={0.75}
      dot={dots && { r: 2 }}
    />
  );
}
