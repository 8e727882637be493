/** The third column: the chosen threat with its status, its reason and its mitigations, all changed in place. */
import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import type { ThreatDetail } from "@/api/types";
import { EvidenceBrief } from "@/entities/badges/EvidenceBrief";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusEvidenceNote } from "@/entities/badges/StatusEvidenceNote";
import { PossibleThreatDecision } from "@/entities/threats/PossibleThreatDecision";
import { threatQuery } from "@/entities/threats/queries";
import { StatusControl } from "@/entities/threats/StatusControl";
import { ThreatMitigations } from "@/entities/threats/ThreatMitigations";
import { threatNote } from "@/model/labels/statusEvidence";
import { statusReason } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import classes from "./analysis.module.css";
import { ColumnSkeleton } from "./ColumnSkeleton";
import { focusColumn, stepFocus } from "./focusColumn";
import { KnownFactsBrief } from "./KnownFactsBrief";
import type { Analysis } from "./useAnalysisSelection";

interface TreatmentColumnProps {
  analysis: Analysis;
  threat: number | null;
}

export function TreatmentColumn({ analysis, threat }: TreatmentColumnProps) {
  return (
    <section
      className={classes.column}
      data-place="treatment"
      data-column={2}
      aria-label="Treatment"
      onKeyDown={onColumnKey}
    >
      {threat === null ? (
        <EmptyState size="compact" title="Choose a threat to work on it" />
      ) : (
        <Body analysis={analysis} number={threat} key={threat} />
      )}
    </section>
  );
}

function Body({ analysis, number }: { analysis: Analysis; number: number }) {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(threatQuery(id, number));
  if (error && !data) {
    return <ErrorState error={error} size="compact" onRetry={() => void refetch()} />;
  }
  if (!data) return <ColumnSkeleton />;
  return (
    <>
      <header className={classes.head}>
        {analysis.phone && (
          <ActionIcon
            aria-label="Back to the threats"
            onClick={() => analysis.change({ threat: "" })}
          >
            <IconArrowLeft size={17} aria-hidden="true" />
          </ActionIcon>
        )}
        <span className={classes.title}>T{data.number}</span>
        <SeverityBadge
          severity={data.severity}
          value={data.score}
          hollow={data.certainty === "possible"}
        />
        <span className={classes.headEnd}>
          <StatusControl threat={data} reason={data.status_reason} size="xs" />
        </span>
      </header>
      <div className={classes.scroll}>
        <Treatment threat={data} />
      </div>
    </>
  );
}

function Treatment({ threat }: { threat: ThreatDetail }) {
  const { id } = useModel();
  const reason = statusReason(threat);
  const note = threatNote(threat.evidence_state);
  return (
    <div className={classes.treatment}>
      <h3 className={classes.treatmentTitle}>{threat.title}</h3>
      {reason && <p className={classes.why}>{reason}</p>}
      {note && <StatusEvidenceNote note={note} />}
      <p className={classes.why}>{threat.why}</p>
      {threat.certainty === "possible" ? (
        <>
          <div className={classes.decision}>
            <PossibleThreatDecision threat={threat} />
          </div>
          <KnownFactsBrief number={threat.number} />
        </>
      ) : (
        <EvidenceBrief evidence={threat.evidence} />
      )}
      <Link
        className={classes.full}
        to="/m/$model/threats/$number"
        params={{ model: id, number: String(threat.number) }}
      >
        Fix, references and history
      </Link>
      <ThreatMitigations threat={threat} />
    </div>
  );
}

/** Left leads back to the threats; up and down walk over the controls, except where one writes or chooses. */
function onColumnKey(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement;
  const busy = target.closest("input, textarea, [role=menu], [role=dialog], [role=radiogroup]");
  if (busy || event.defaultPrevented) return;
  if (event.key === "ArrowLeft") {
    event.preventDefault();
    focusColumn(1);
  }
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
  if (step !== null && stepFocus(event.currentTarget, step)) event.preventDefault();
}
