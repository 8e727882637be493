/** Figures over time: today's, charts, and any two dates beside each other. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import { useMemo } from "react";
import type { PostureDay } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import { CompareDates } from "./CompareDates";
import { ChartPanel } from "./charts/ChartPanel";
import { FigureStrip } from "./FigureStrip";
import { hasFigures, weeksOf } from "./figures";
import type { Scope } from "./figureTargets";
import { NoFigures } from "./NoFigures";
import classes from "./posture.module.css";
import {
  acceptedChart,
  burnDownChart,
  coverageChart,
  durationChart,
  flowChart,
  jewelChart,
  keptChart,
  severityChart,
} from "./postureCharts";
import { RiskPanels } from "./RiskPanels";
import { usePosture } from "./usePosture";
import { type Dates, RANGES } from "./usePostureDates";

interface PostureViewProps {
  scope: Scope;
  dates: Dates;
}

export function PostureView({ scope, dates }: PostureViewProps) {
  const { data, error, refetch, isUpdating } = usePosture(scope, dates.read);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Pending />;
  const days = data.days.filter(({ day }) => day >= dates.shown.since);
  if (!hasFigures(days)) {
    return isUpdating ? <Pending /> : <NoFigures scope={scope} />;
  }
  return (
    <>
      <FigureStrip days={days} scope={scope} />
      <Charts days={days} scope={scope} />
      <div className={classes.below}>
        <CompareDates days={data.days} dates={dates} scope={scope} />
      </div>
    </>
  );
}

export function RangeControl({ dates }: { dates: Dates }) {
  return (
    <SegmentedControl
      size="sm"
      aria-label="Days shown"
      value={dates.range}
      onChange={dates.setRange}
      data={[...RANGES]}
    />
  );
}

/** When the figures of the last day were taken. */
export function TakenAt({ scope, dates }: PostureViewProps) {
  const last = usePosture(scope, dates.read).data?.days.at(-1);
  return last ? (
    <>
      Updated <RelativeTime at={last.taken_at} />
    </>
  ) : null;
}

function Pending() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={360} radius="md" />
    </div>
  );
}

function chartsOf(days: readonly PostureDay[], scope: Scope) {
  const weeks = weeksOf(days);
  return {
    severity: severityChart(days),
    burnDown: burnDownChart(days),
    flow: flowChart(weeks, scope),
    duration: durationChart(weeks),
    kept: keptChart(weeks),
    coverage: coverageChart(days),
    accepted: acceptedChart(days),
    jewels: jewelChart(days),
  };
}

function Charts({ days, scope }: { days: readonly PostureDay[]; scope: Scope }) {
  const charts = useMemo(() => chartsOf(days, scope), [days, scope]);
  const hasJewels = days.some(({ jewels }) => jewels > 0);
  return (
    <div className={classes.grid}>
      <ChartPanel
        title="Threats at risk by severity"
        description="Open and accepted: accepted risk still counts."
        kind="areas"
        data={charts.severity}
        empty="No threat was at risk in these days."
      />
      <ChartPanel
        title="Burn-down"
        description="Open threats, and those past their due date."
        kind="lines"
        data={charts.burnDown}
        empty="No threat was open in these days."
      />
      <ChartPanel
        title="Found and fixed per week"
        description="Fixed: mitigated, or no longer found by an analysis."
        kind="bars"
        data={charts.flow}
        empty="No threat was found or fixed in these weeks."
        rowHeader="Week of"
      />
      <ChartPanel
        title="Mean time to mitigate"
        description="Days from first seen to fixed, by the week of the fix."
        kind="bars"
        data={charts.duration}
        empty="No threat was fixed in these weeks."
        rowHeader="Week of"
      />
      <ChartPanel
        title="Fixed in time"
        description="Share of the fixed threats with a due date that were fixed by then."
        kind="bars"
        data={charts.kept}
        empty="No threat was fixed by its due date in these weeks."
        rowHeader="Week of"
      />
      <ChartPanel
        title="Coverage"
        description="Settled cells of the coverage grids of all methods."
        kind="lines"
        data={charts.coverage}
        empty="No cell of the coverage grids was settled in these days."
      />
      <ChartPanel
        title="Accepted risk"
        description="Threats that are accepted, and acceptances that end within 14 days."
        kind="lines"
        data={charts.accepted}
        empty="No risk was accepted in these days."
      />
      {hasJewels && (
        <ChartPanel
          title="Exposure of crown jewels"
          description="Crown jewels, and those with an attack path of an attacker who counts."
          kind="lines"
          data={charts.jewels}
          empty="No crown jewel was marked in these days."
        />
      )}
      <RiskPanels scope={scope} />
    </div>
  );
}
