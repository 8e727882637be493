/** Earlier results: how the risk went, and what became of each goal between two dates. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PathRun } from "@/api/types";
import { pathRunsQuery } from "@/entities/attackPaths/queries";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { firstOf, type Search } from "@/ui/searchParams";
import { exactTime } from "@/ui/time";
import { useSearchParams } from "@/ui/useSearchParams";
import { GoalDifferences } from "./GoalDifferences";
import classes from "./history.module.css";
import { ListSkeleton } from "./ListSkeleton";
import { RiskHistoryChart } from "./RiskHistoryChart";

const OPTIONS_SHOWN = 100;

export default function HistoryTab() {
  const { id } = useModel();
  const { data: runs, error, refetch } = useQuery(pathRunsQuery(id));
  if (error && !runs) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!runs) return <ListSkeleton />;
  const newest = runs[0];
  if (runs.length < 2 || !newest) {
    return (
      <EmptyState title="One result so far">
        The last result of each day is kept. Once there are two, they can be compared here.
      </EmptyState>
    );
  }
  return <Compared runs={runs} newest={newest} />;
}

function Compared({ runs, newest }: { runs: readonly PathRun[]; newest: PathRun }) {
  const [search, setSearch] = useSearchParams();
  const chosen = (name: string, fallback: number): number => {
    const number = Number(firstOf(search as Search, name));
    return runs.some((run) => run.number === number) ? number : fallback;
  };
  const after = chosen("after", newest.number);
  const before = chosen("before", runs[1]?.number ?? newest.number);
  const options = runs.map((run) => ({ value: String(run.number), label: runText(run) }));
  const pick = (name: string) => (value: string | null) =>
    setSearch((now) => ({ ...now, [name]: value ?? undefined }), { replace: true });
  return (
    <>
      <Section title="Risk over time">
        <RiskHistoryChart runs={runs} />
      </Section>
      <Section
        flush
        title="What changed"
        actions={
          <div className={classes.pickers}>
            <RunSelect label="From" data={options} value={before} onChange={pick("before")} />
            <RunSelect label="To" data={options} value={after} onChange={pick("after")} />
          </div>
        }
      >
        <GoalDifferences key={`${before} ${after}`} before={before} after={after} />
      </Section>
    </>
  );
}

interface RunSelectProps {
  label: string;
  data: { value: string; label: string }[];
  value: number;
  onChange: (value: string | null) => void;
}

/** Finds a date among years of them: as one types, and the newest first. */
function RunSelect({ value, ...field }: RunSelectProps) {
  return (
    <Select
      {...field}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      limit={OPTIONS_SHOWN}
      nothingFoundMessage="No result of such a date"
      value={String(value)}
    />
  );
}

function runText({ created_at, reached, goals }: PathRun): string {
  return `${exactTime(new Date(created_at))} · ${reached} of ${goals} reachable`;
}
