/** The head of a threat: number, title, severity and score, its status, and the way to its neighbors. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ThreatDetail } from "@/api/types";
import { AcceptanceLine } from "@/entities/acceptances/AcceptanceLine";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusEvidenceNote } from "@/entities/badges/StatusEvidenceNote";
import { StatusControl } from "@/entities/threats/StatusControl";
import { TriageMarks } from "@/entities/threats/TriageMarks";
import { threatNote } from "@/model/labels/statusEvidence";
import { statusReason } from "@/model/labels/threatStatuses";
import { useShortcut } from "@/ui/useShortcut";
import { SeverityOverride } from "./SeverityOverride";
import { ThreatMenu } from "./ThreatMenu";
import classes from "./threat.module.css";
import { useAdjacentThreats } from "./useAdjacentThreats";

const LOST_SUBJECTS = {
  gone: "The latest import no longer contains its element.",
  deleted: "Its element was deleted.",
};

interface ThreatHeadProps {
  threat: ThreatDetail;
  onNeedsInfo: () => void;
}

export function ThreatHead({ threat, onNeedsInfo }: ThreatHeadProps) {
  const reason = statusReason(threat);
  const note = threatNote(threat.evidence_state);
  const possible = threat.certainty === "possible";
  const answered = possible && threat.status === "open"; // not decided: there is no status to show
  return (
    <header className={classes.head}>
      <div className={classes.headLine}>
        <span className={classes.number}>T{threat.number}</span>
        <SeverityBadge severity={threat.severity} value={threat.score} hollow={possible} />
        {possible && <span className={classes.possible}>Possible</span>}
        <span className={classes.headEnd} data-compact={answered || undefined}>
          <StatusControl threat={threat} reason={threat.status_reason} onNeedsInfo={onNeedsInfo} />
          <ThreatMenu threat={threat} />
          <Neighbors number={threat.number} />
        </span>
      </div>
      <h1 className={classes.title}>{threat.title}</h1>
      {threat.subject_state !== "present" && (
        <p className={classes.reason}>{LOST_SUBJECTS[threat.subject_state]}</p>
      )}
      <SeverityOverride threat={threat} />
      {threat.waiting && <TriageMarks threat={{ ...threat, tags: [], duplicate_of: null }} />}
      <AcceptanceLine threat={threat} />
      {reason && <p className={classes.reason}>{reason}</p>}
      {note && <StatusEvidenceNote note={note} />}
    </header>
  );
}

function Neighbors({ number }: { number: number }) {
  const { previous, next, go } = useAdjacentThreats(number);
  useShortcut({ keys: "k", label: "Previous threat", group: "Threat", run: () => go(previous) });
  useShortcut({ keys: "j", label: "Next threat", group: "Threat", run: () => go(next) });
  return (
    <span className={classes.neighbors}>
      <Tooltip label="Previous threat (K)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Previous threat"
          disabled={previous === null}
          onClick={() => go(previous)}
        >
          <IconChevronLeft size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next threat (J)">
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Next threat"
          disabled={next === null}
          onClick={() => go(next)}
        >
          <IconChevronRight size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}
