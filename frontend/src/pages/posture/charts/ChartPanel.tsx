/** A chart that can be read as a table instead. */
import { SegmentedControl } from "@mantine/core";
import { type ReactNode, Suspense, useState } from "react";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";
import { ChartTable } from "./ChartTable";
import { type ChartData, type ChartKind, summary } from "./chartData";
import classes from "./charts.module.css";

const TimeChart = lazyWithRetry(() => import("./TimeChart"));

interface ChartPanelProps {
  title: string;
  description: ReactNode;
  kind: ChartKind;
  data: ChartData;
  /** What the first column of the table holds. */
  rowHeader?: string;
}

export function ChartPanel({ title, description, kind, data, rowHeader = "Day" }: ChartPanelProps) {
  const [view, setView] = useState("chart");
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
