/** The charts of a posture page: which figures each shows. No React. */
import type { PostureDay } from "@/api/types";
import { SEVERITIES, SEVERITY_LABELS, totalCount } from "@/model/graph/severity";
import { type ChartData, dayRows, shortDay } from "./charts/chartData";
import { atRiskOf, coverageOf, type Week } from "./figures";
import { flowTarget, type Scope } from "./figureTargets";

type Days = readonly PostureDay[];

export const severityChart = (days: Days): ChartData => ({
  series: SEVERITIES.map((severity) => ({
    id: severity,
    label: SEVERITY_LABELS[severity],
    color: `var(--bh-${severity})`,
  })).toReversed(),
  rows: dayRows(days, (day) => ({ ...atRiskOf(day) })),
});

export const burnDownChart = (days: Days): ChartData => ({
  series: [
    { id: "open", label: "Open", color: "var(--bh-accent)" },
    { id: "overdue", label: "Overdue", color: "var(--bh-critical)" },
  ],
  rows: dayRows(days, (day) => ({ open: totalCount(day.open), overdue: day.overdue })),
});

export const flowChart = (weeks: readonly Week[], scope: Scope): ChartData => ({
  series: [
    { id: "found", label: "Found", color: "var(--bh-high)" },
    { id: "fixed", label: "Fixed", color: "var(--bh-good)" },
  ],
  rows: weeks.map((week) => ({
    id: week.since,
    label: shortDay(week.since),
    values: { found: week.found, fixed: week.fixed },
    targets: {
      found: flowTarget("found", week, scope),
      fixed: flowTarget("fixed", week, scope),
    },
  })),
});

export const durationChart = (weeks: readonly Week[]): ChartData => ({
  series: [{ id: "days", label: "Mean days to mitigate", color: "var(--bh-accent)" }],
  rows: weeks.map(({ since, meanDays }) => ({
    id: since,
    label: shortDay(since),
    values: { days: meanDays === null ? null : Math.round(meanDays * 10) / 10 },
  })),
});

export const keptChart = (weeks: readonly Week[]): ChartData => ({
  unit: "%",
  series: [{ id: "kept", label: "Fixed in time", color: "var(--bh-good)" }],
  rows: weeks.map(({ since, kept }) => ({ id: since, label: shortDay(since), values: { kept } })),
});

export const coverageChart = (days: Days): ChartData => ({
  unit: "%",
  series: [{ id: "coverage", label: "Coverage", color: "var(--bh-accent)" }],
  rows: dayRows(days, (day) => ({ coverage: coverageOf(day) })),
});

export const acceptedChart = (days: Days): ChartData => ({
  series: [
    { id: "accepted", label: "Accepted threats", color: "var(--bh-accent)" },
    { id: "expiring", label: "Acceptances expiring", color: "var(--bh-high)" },
  ],
  rows: dayRows(days, (day) => ({
    accepted: totalCount(day.accepted),
    expiring: day.expiring,
  })),
});

export const jewelChart = (days: Days): ChartData => ({
  series: [
    { id: "jewels", label: "Crown jewels", color: "var(--bh-info)" },
    { id: "reached", label: "Reached by an attacker", color: "var(--bh-critical)" },
  ],
  rows: dayRows(days, (day) => ({ jewels: day.jewels, reached: day.jewels_reached })),
});
