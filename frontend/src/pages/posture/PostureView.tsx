/** Figures over time: today's, charts, and any two dates beside each other. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useMemo } from "react";
import type { PostureDay } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { RelativeTime } from "@/ui/RelativeTime";
import { CompareDates } from "./CompareDates";
import { ChartPanel } from "./charts/ChartPanel";
import { FigureStrip } from "./FigureStrip";
import { weeksOf } from "./figures";
import type { Scope } from "./figureTargets";
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
  if (days.length === 0) {
    return isUpdating ? <Pending /> : <NoFigures />;
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

function NoFigures() {
  return (
    <EmptyState icon={<IconChartLine size={20} />} title="No figures yet">
      Figures are taken once an hour and kept for each day. Those of earlier days are never computed
      afterwards.
    </EmptyState>
  );
}

function Charts({ days, scope }: { days: readonly PostureDay[]; scope: Scope }) {
  const charts = useMemo(() => {
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
  }, [days, scope]);
  const hasJewels = days.some(({ jewels }) => jewels > 0);
  return (
    <div className={classes.grid}>
      <ChartPanel
        title="Threats at risk by severity"
        description="Open and accepted: accepted risk still counts."
        kind="areas"
        data={charts.severity}
      />
      <ChartPanel
        title="Burn-down"
        description="Open threats, and those past their due date."
        kind="lines"
        data={charts.burnDown}
      />
      <ChartPanel
        title="Found and fixed per week"
        description="Fixed: mitigated, or no longer found by an analysis."
        kind="bars"
        data={charts.flow}
        rowHeader="Week of"
      />
      <ChartPanel
        title="Mean time to mitigate"
        description="Days from first seen to fixed, by the week of the fix."
        kind="bars"
        data={charts.duration}
        rowHeader="Week of"
      />
      <ChartPanel
        title="Fixed in time"
        description="Share of the fixed threats with a due date that were fixed by then."
        kind="bars"
        data={charts.kept}
        rowHeader="Week of"
      />
      <ChartPanel
        title="Coverage"
        description="Settled cells of the coverage grids of all methods."
        kind="lines"
        data={charts.coverage}
      />
      <ChartPanel
        title="Accepted risk"
        description="Threats that are accepted, and acceptances that end within 14 days."
        kind="lines"
        data={charts.accepted}
      />
      {hasJewels && (
        <ChartPanel
          title="Exposure of crown jewels"
          description="Crown jewels, and those with an attack path of an attacker who counts."
          kind="lines"
          data={charts.jewels}
        />
      )}
      <RiskPanels scope={scope} />
    </div>
  );
}
