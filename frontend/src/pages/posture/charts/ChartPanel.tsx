/** A chart that can be read as a table instead. */
import { SegmentedControl } from "@mantine/core";
import { type ReactNode, Suspense, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";
import { ChartTable } from "./ChartTable";
import { type ChartData, type ChartKind, hasValues, summary } from "./chartData";
import classes from "./charts.module.css";

const TimeChart = lazyWithRetry(() => import("./TimeChart"));

interface ChartPanelProps {
  title: string;
  description: ReactNode;
  kind: ChartKind;
  data: ChartData;
  /** Said in place of a chart without a value, or of zeros only. */
  empty: string;
  /** What the first column of the table holds. */
  rowHeader?: string;
}

export function ChartPanel(props: ChartPanelProps) {
  const { title, description, kind, data, empty, rowHeader = "Day" } = props;
  const [view, setView] = useState("chart");
  if (!hasValues(data)) {
    return (
      <Section title={title} description={description}>
        <p className={classes.empty}>{empty}</p>
      </Section>
    );
  }
  return (
    <Section
      title={title}
      description={description}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={`${title}: view`}
          value={view}
          onChange={setView}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
        />
      }
    >
      {view === "table" ? (
        <ChartTable label={title} data={data} rowHeader={rowHeader} />
      ) : (
        <div className={classes.chart} role="img" aria-label={`${title}. ${summary(data)}`}>
          <Suspense>
            <TimeChart kind={kind} data={data} />
          </Suspense>
        </div>
      )}
    </Section>
  );
}
