/** The second column: the threats of the chosen element or flow. */
import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ThreatList, ThreatRow } from "@/api/types";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { FoundOrPossibleSwitch } from "@/entities/threats/FoundOrPossibleSwitch";
import { MissingFacts } from "@/entities/threats/MissingFacts";
import { isClosed } from "@/model/labels/threatStatuses";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./analysis.module.css";
import { ColumnList } from "./ColumnList";
import { ColumnSkeleton } from "./ColumnSkeleton";
import type { Analysis } from "./useAnalysisSelection";

interface ThreatColumnProps {
  analysis: Analysis;
  query: UseQueryResult<ThreatList>;
  selected: number | null;
  subject: string | null;
}

export function ThreatColumn({ analysis, query, selected, subject }: ThreatColumnProps) {
  const name = subject === null ? undefined : query.data?.results[0]?.subject.name;
  return (
    <section className={classes.column} data-place="threats" aria-label="Threats">
      <header className={classes.head}>
        {analysis.phone && (
          <ActionIcon
            aria-label="Back to the elements"
            onClick={() => analysis.change({ subject: "", threat: "" })}
          >
            <IconArrowLeft size={17} aria-hidden="true" />
          </ActionIcon>
        )}
        <h2 className={classes.title}>Threats{name && <span> of {name}</span>}</h2>
      </header>
      <div className={classes.switchLine}>
        <FoundOrPossibleSwitch
          value={analysis.certainty}
          counts={subject === null ? undefined : query.data?.facets.certainty}
          onChange={(next) =>
            analysis.change({ certainty: next === "possible" ? next : "", threat: "" })
          }
          fullWidth
        />
      </div>
      <div className={classes.scroll}>
        <Body analysis={analysis} query={query} selected={selected} subject={subject} />
      </div>
    </section>
  );
}

function Body({ analysis, query, selected, subject }: ThreatColumnProps) {
  if (subject === null) {
    return <EmptyState size="compact" title="Choose an element to see its threats" />;
  }
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <ColumnSkeleton />;
  if (query.data.count === 0) return <Nothing possible={analysis.certainty === "possible"} />;
  return (
    <ColumnList
      label="Threats"
      column={1}
      rows={query.data.results}
      keyOf={(row) => String(row.number)}
      selected={selected === null ? null : String(selected)}
      onSelect={(row) => analysis.change({ subject, threat: String(row.number) })}
      phone={analysis.phone}
    >
      {(row) => <Threat threat={row} />}
    </ColumnList>
  );
}

function Nothing({ possible }: { possible: boolean }) {
  return (
    <EmptyState
      size="compact"
      title={possible ? "No possible threats here" : "No threats found here"}
    />
  );
}

function Threat({ threat }: { threat: ThreatRow }) {
  const closed = isClosed(threat.status);
  const possible = threat.certainty === "possible";
  return (
    <span className={classes.threat} data-closed={closed}>
      <span className={classes.threatLine}>
        <span className={classes.severity}>
          <SeverityIcon severity={threat.severity} size={11} hollow={possible} />
          <span className={classes.hidden}>{threat.severity}</span>
        </span>
        <span className={classes.threatTitle}>{threat.title}</span>
        <span className={classes.number}>T{threat.number}</span>
      </span>
      <span className={classes.threatFacts}>
        {possible ? (
          <MissingFacts facts={threat.waits_for} />
        ) : (
          <StatusBadge status={threat.status} />
        )}
        {threat.folded > 0 && <span className={classes.number}>{threat.folded} more</span>}
        <MethodTags categories={threat.categories} />
        {threat.mitigations.length > 0 && (
          <span className={classes.number}>
            {threat.mitigations.map((one) => `M${one.number}`).join(", ")}
          </span>
        )}
      </span>
    </span>
  );
}
