/** The threats of the selected element and what is inside it, and the mitigations that treat them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ThreatRow } from "@/api/types";
import { EvidenceMark } from "@/entities/badges/EvidenceNote";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { AddThreat } from "@/entities/threats/AddThreat";
import type { ThreatPlace } from "@/entities/threats/manualDraft";
import { threatsQuery } from "@/entities/threats/queries";
import { threatNote } from "@/model/labels/evidence";
import { THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { PanelSkeleton } from "./PanelSkeleton";
import panel from "./panel.module.css";
import classes from "./subjectThreats.module.css";

interface SubjectThreatsProps {
  model: string;
  /** Id of the element, whose threats come with those of what is inside it, or of a flow. */
  subject: string;
  /** The same for what is added here. */
  place: ThreatPlace;
}

const SHOWN = 100;

export function SubjectThreats({ model, subject, place }: SubjectThreatsProps) {
  return (
    <>
      <div className={classes.add}>
        <AddThreat place={place} size="compact-sm" />
      </div>
      <FoundThreats model={model} subject={subject} />
    </>
  );
}

function FoundThreats({ model, subject }: Omit<SubjectThreatsProps, "place">) {
  const query = useQuery(
    threatsQuery(model, { element: subject, deep: true, ordering: "-score", page_size: SHOWN }),
  );
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  if (!query.data || query.isPlaceholderData) return <PanelSkeleton />;
  const threats = query.data.results;
  if (threats.length === 0) {
    return (
      <EmptyState size="compact" title="No threats found here">
        No rule fires on what is known. Answering the open questions may change that.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={panel.list}>
        {threats.map((threat) => (
          <ThreatItem
            key={threat.number}
            model={model}
            threat={threat}
            own={threat.subject.id === subject}
          />
        ))}
      </ul>
      {query.data.count > SHOWN && (
        <Link
          className={panel.more}
          to="/m/$model/threats"
          params={{ model }}
          search={{ element: subject }}
        >
          All {query.data.count} threats
        </Link>
      )}
    </>
  );
}

function ThreatItem({ model, threat, own }: { model: string; threat: ThreatRow; own: boolean }) {
  const note = threatNote(threat.evidence_state);
  return (
    <li className={classes.item} data-quiet={!THREAT_STATUSES[threat.status].isOpen}>
      <Link
        className={classes.itemLink}
        to="/m/$model/threats/$number"
        params={{ model, number: String(threat.number) }}
      >
        <span className={classes.severity}>
          <SeverityIcon severity={threat.severity} size={11} />
          <span className={panel.hidden}>{threat.severity}</span>
        </span>
        <span className={classes.itemTitle}>{threat.title}</span>
        <span className={classes.number}>T{threat.number}</span>
      </Link>
      <div className={classes.itemFacts}>
        <StatusBadge status={threat.status} />
        {note && note.tone !== "good" && <EvidenceMark note={note} />}
        <MethodTags categories={threat.categories} />
        {!own && <span className={classes.subject}>{threat.subject.name}</span>}
        {threat.mitigations.map((mitigation) => (
          <Link
            key={mitigation.number}
            className={classes.mitigation}
            to="/m/$model/mitigations"
            params={{ model }}
            search={{ open: String(mitigation.number) }}
          >
            M{mitigation.number} <StatusBadge status={mitigation.status} />
          </Link>
        ))}
      </div>
    </li>
  );
}
