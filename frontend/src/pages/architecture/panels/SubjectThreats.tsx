/** The threats of the selected element and what is inside it, and the mitigations that treat them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ThreatList, ThreatRow } from "@/api/types";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { EvidenceMark } from "@/entities/badges/StatusEvidenceNote";
import { AddThreat } from "@/entities/threats/AddThreat";
import { type Certainty, FoundOrPossibleSwitch } from "@/entities/threats/FoundOrPossibleSwitch";
import { MissingFacts } from "@/entities/threats/MissingFacts";
import type { ThreatPlace } from "@/entities/threats/manualThreatDraft";
import { PossibleThreatActions } from "@/entities/threats/PossibleThreatActions";
import { threatsQuery } from "@/entities/threats/queries";
import { threatNote } from "@/model/labels/statusEvidence";
import { isOpen } from "@/model/labels/threatStatuses";
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
      <FoundAndPossible model={model} subject={subject} />
    </>
  );
}

function FoundAndPossible({ model, subject }: Omit<SubjectThreatsProps, "place">) {
  const [chosen, setChosen] = useState<Certainty | null>(null);
  const about = { element: subject, deep: true, ordering: "-score", page_size: SHOWN };
  const found = useQuery(threatsQuery(model, about));
  const counts = found.isPlaceholderData ? undefined : found.data?.facets.certainty;
  // What is drawn by hand has possible threats first: then they show without a click.
  const certainty = chosen ?? (counts?.found === 0 && counts.possible ? "possible" : "found");
  const possible = useQuery({
    ...threatsQuery(model, { ...about, certainty: ["possible"], roll_up: true }),
    enabled: certainty === "possible",
  });
  const query = certainty === "possible" ? possible : found;
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      <div className={classes.switch}>
        <FoundOrPossibleSwitch value={certainty} counts={counts} onChange={setChosen} fullWidth />
      </div>
      {!query.data || query.isPlaceholderData ? (
        <PanelSkeleton />
      ) : (
        <Threats model={model} subject={subject} page={query.data} certainty={certainty} />
      )}
    </>
  );
}

interface ThreatsProps extends Omit<SubjectThreatsProps, "place"> {
  page: ThreatList;
  certainty: Certainty;
}

function Threats({ model, subject, page, certainty }: ThreatsProps) {
  if (page.results.length === 0) return <Nothing certainty={certainty} />;
  const rest = certainty === "possible" ? page.threat_count - page.results.length : 0;
  return (
    <>
      <ul className={panel.list}>
        {page.results.map((threat) => (
          <ThreatItem
            key={threat.number}
            model={model}
            threat={threat}
            own={threat.subject.id === subject}
          />
        ))}
      </ul>
      {(page.count > SHOWN || rest > 0) && (
        <Link
          className={panel.more}
          to="/m/$model/threats"
          params={{ model }}
          search={{ element: subject, ...(certainty === "possible" && { certainty }) } as never}
        >
          All {page.threat_count.toLocaleString("en-US")}{" "}
          {certainty === "possible" ? "possible threats" : "threats"}
        </Link>
      )}
    </>
  );
}

function Nothing({ certainty }: { certainty: Certainty }) {
  return certainty === "possible" ? (
    <EmptyState size="compact" title="No possible threats here">
      No rule depends on an answer about this.
    </EmptyState>
  ) : (
    <EmptyState size="compact" title="No threats found here">
      No rule fires on what is known. Answering the open questions may change that.
    </EmptyState>
  );
}

function ThreatItem({ model, threat, own }: { model: string; threat: ThreatRow; own: boolean }) {
  const note = threatNote(threat.evidence_state);
  const possible = threat.certainty === "possible";
  return (
    <li className={classes.item} data-quiet={!isOpen(threat.status)}>
      <Link
        className={classes.itemLink}
        to="/m/$model/threats/$number"
        params={{ model, number: String(threat.number) }}
      >
        <span className={classes.severity}>
          <SeverityIcon severity={threat.severity} size={11} hollow={possible} />
          <span className={panel.hidden}>{threat.severity}</span>
        </span>
        <span className={classes.itemTitle}>{threat.title}</span>
        <span className={classes.number}>T{threat.number}</span>
      </Link>
      <div className={classes.itemFacts}>
        {possible ? (
          <MissingFacts facts={threat.waits_for} />
        ) : (
          <StatusBadge status={threat.status} />
        )}
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
      {possible && (
        <div className={classes.decide}>
          <PossibleThreatActions threat={threat} />
          {threat.folded > 0 && <span className={classes.subject}>{threat.folded} more</span>}
        </div>
      )}
    </li>
  );
}
