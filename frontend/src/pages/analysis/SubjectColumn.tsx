/** The first column: the elements or flows of the model, worst first. */
import { IconShieldCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { describeCounts, describePossible, totalCount } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./analysis.module.css";
import { ColumnList } from "./ColumnList";
import { ColumnSkeleton } from "./ColumnSkeleton";
import { SubjectFilters } from "./SubjectFilters";
import type { Analysis } from "./useAnalysisSelection";
import type { SubjectRow, Subjects } from "./useSubjects";

interface SubjectColumnProps {
  analysis: Analysis;
  subjects: Subjects;
  selected: string | null;
}

export function SubjectColumn({ analysis, subjects, selected }: SubjectColumnProps) {
  return (
    <section className={classes.column} data-place="subjects" aria-label="Elements and flows">
      <SubjectFilters analysis={analysis} count={subjects.count} />
      <div
        className={classes.scroll}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (scrollTop + clientHeight > scrollHeight - 600) subjects.loadMore();
        }}
      >
        <Body analysis={analysis} subjects={subjects} selected={selected} />
      </div>
    </section>
  );
}

function Body({ analysis, subjects, selected }: SubjectColumnProps) {
  if (subjects.error && subjects.rows.length === 0) {
    return <ErrorState error={subjects.error} size="compact" onRetry={subjects.refetch} />;
  }
  if (subjects.pending) return <ColumnSkeleton />;
  if (subjects.rows.length === 0) return <Nothing analysis={analysis} />;
  return (
    <ColumnList
      label={analysis.type === "flow" ? "Flows" : "Elements"}
      column={0}
      rows={subjects.rows}
      keyOf={(row) => row.id}
      selected={selected}
      onSelect={(row) => analysis.change({ subject: row.id, threat: "" })}
      phone={analysis.phone}
    >
      {(row) =>
        analysis.certainty === "possible" ? (
          <Subject row={row} counts={<PossibleCounts row={row} />} />
        ) : (
          <Subject row={row} counts={<FoundCounts row={row} />} />
        )
      }
    </ColumnList>
  );
}

function Subject({ row, counts }: { row: SubjectRow; counts: ReactNode }) {
  return (
    <span className={classes.subject} title={row.uid}>
      <KindIcon kind={row.kind} size={16} />
      <span className={classes.words}>
        <span className={classes.name}>{row.name}</span>
        {row.place && <span className={classes.place}>{row.place}</span>}
      </span>
      {counts}
    </span>
  );
}

function FoundCounts({ row: { threats, worst } }: { row: SubjectRow }) {
  if (worst === null) return null;
  return (
    <span className={classes.counts}>
      <SeverityIcon severity={worst} size={10} />
      <span aria-hidden="true">{totalCount(threats)}</span>
      <span className={classes.hidden}>{describeCounts(threats)}</span>
    </span>
  );
}

function PossibleCounts({ row: { possible, possible_worst: worst } }: { row: SubjectRow }) {
  if (worst === null) return null;
  return (
    <span className={classes.counts}>
      <SeverityIcon severity={worst} size={10} hollow />
      <span aria-hidden="true">{possible}</span>
      <span className={classes.hidden}>{describePossible(possible)}</span>
    </span>
  );
}

function Nothing({ analysis }: { analysis: Analysis }) {
  const { row } = useModel();
  if (analysis.search || analysis.kind) {
    return (
      <EmptyState
        size="compact"
        title="Nothing matches"
        action={
          <button
            type="button"
            className={classes.clear}
            onClick={() => analysis.change({ search: "", kind: "" })}
          >
            Clear search and filter
          </button>
        }
      />
    );
  }
  if (row?.element_count === 0)
    return <EmptyModel size="compact">What is drawn is listed here with its threats.</EmptyModel>;
  if (analysis.all) {
    return (
      <EmptyState size="compact" icon={<IconShieldCheck size={20} />} title="No data flows yet">
        Draw them on the canvas, or import files that describe them.
      </EmptyState>
    );
  }
  const found = analysis.certainty === "found";
  return (
    <EmptyState
      size="compact"
      icon={<IconShieldCheck size={20} />}
      title={found ? "No threats found" : "No possible threats"}
      action={
        found && (
          <button
            type="button"
            className={classes.clear}
            onClick={() => analysis.change({ certainty: "possible", subject: "", threat: "" })}
          >
            Show possible threats
          </button>
        )
      }
    >
      Turn off “With threats” to see everything.
    </EmptyState>
  );
}
