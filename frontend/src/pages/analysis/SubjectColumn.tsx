/** The first column: the elements or flows of the model, worst first. */
import { IconShieldCheck } from "@tabler/icons-react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { describeCounts, totalCount } from "@/model/graph/severity";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./analysis.module.css";
import { ColumnList } from "./ColumnList";
import { ColumnSkeleton } from "./ColumnSkeleton";
import { SubjectFilters } from "./SubjectFilters";
import type { Analysis } from "./useAnalysis";
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
      {(row) => <Subject row={row} />}
    </ColumnList>
  );
}

function Subject({ row }: { row: SubjectRow }) {
  const total = totalCount(row.threats);
  return (
    <span className={classes.subject} title={row.uid}>
      <KindIcon kind={row.kind} size={16} />
      <span className={classes.words}>
        <span className={classes.name}>{row.name}</span>
        {row.place && <span className={classes.place}>{row.place}</span>}
      </span>
      {row.worst && total > 0 && (
        <span className={classes.counts}>
          <SeverityIcon severity={row.worst} size={10} />
          <span aria-hidden="true">{total}</span>
          <span className={classes.hidden}>{describeCounts(row.threats)}</span>
        </span>
      )}
    </span>
  );
}

function Nothing({ analysis }: { analysis: Analysis }) {
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
  return (
    <EmptyState size="compact" icon={<IconShieldCheck size={20} />} title="No threats here">
      {analysis.all ? "Import files to fill the model." : "Show all to see what has no threats."}
    </EmptyState>
  );
}
