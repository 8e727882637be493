/** The columns of the threat table. */
import { VisuallyHidden } from "@mantine/core";
import { IconUserEdit } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import type { ThreatCause, ThreatRow } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { MethodTags } from "@/entities/badges/MethodTag";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { EvidenceMark } from "@/entities/badges/StatusEvidenceNote";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { DueCounter } from "@/entities/threats/DueCounter";
import { TriageMarks } from "@/entities/threats/TriageMarks";
import { severityLabel } from "@/model/graph/severity";
import { causeStatus } from "@/model/labels/causeStatus";
import { threatNote } from "@/model/labels/statusEvidence";
import type { Column } from "@/ui/tableColumn";
import { GroupTitle } from "./GroupTitle";
import { groupOf, rowCount } from "./rowKey";
import classes from "./threats.module.css";

export const THREAT_COLUMNS: readonly Column<ThreatRow>[] = [
  {
    id: "number",
    header: "No.",
    sort: "number",
    width: "56px",
    from: "lg",
    card: "hidden",
    cell: (threat) => (
      <span className={classes.number}>
        {groupOf(threat) ? `×${rowCount(threat).toLocaleString("en-US")}` : `T${threat.number}`}
      </span>
    ),
  },
  {
    id: "severity",
    header: "Severity",
    sort: "severity",
    width: "96px",
    cell: (threat) => <ThreatSeverity threat={threat} />,
  },
  {
    id: "title",
    header: "Threat",
    sort: "title",
    width: "30%",
    card: "title",
    cell: (threat) =>
      groupOf(threat) ? (
        <GroupTitle row={threat} />
      ) : (
        <>
          <Title threat={threat} />
          <TriageMarks threat={threat} />
        </>
      ),
  },
  {
    id: "element",
    header: "Element",
    sort: "element",
    width: "170px",
    from: "md",
    cell: ({ cause, group, subject }) =>
      !group && <Subject subject={subject} others={(cause?.count ?? 1) - 1} />,
  },
  {
    id: "categories",
    header: "Categories",
    width: "100px",
    from: "xl",
    cell: (threat) => <MethodTags categories={threat.categories} />,
  },
  {
    id: "status",
    header: "Status",
    sort: "status",
    width: "124px",
    cell: (threat) =>
      threat.cause ? <CauseStatus cause={threat.cause} /> : <ThreatStatus threat={threat} />,
  },
  {
    id: "owner",
    header: "Owner",
    sort: "owner",
    width: "64px",
    from: "lg",
    cell: (threat) => !groupOf(threat) && threat.owner && <PersonAvatar person={threat.owner} />,
  },
  {
    id: "due",
    header: "Due",
    sort: "due",
    width: "118px",
    from: "md",
    cell: (threat) => !groupOf(threat) && <DueCounter threat={threat} />,
  },
  {
    id: "mitigations",
    header: "Mitigations",
    width: "96px",
    from: "xl",
    cell: (threat) => !groupOf(threat) && <Mitigations threat={threat} />,
  },
];

/** Of rows that stand for the threats of a cause: the server would order them by the status of the worst alone. */
export const CAUSE_COLUMNS: readonly Column<ThreatRow>[] = THREAT_COLUMNS.map((column) =>
  column.id === "status" ? { ...column, sort: undefined } : column,
);

/** Of rows that stand for the threats of an element, owner, mitigation or component: the worst is first. */
export const GROUP_COLUMNS: readonly Column<ThreatRow>[] = [
  {
    id: "title",
    header: "Group",
    card: "title",
    cell: (threat) =>
      threat.group?.by === "element" ? (
        <span className={classes.subject}>
          <KindIcon kind={threat.subject.kind} size={15} />
          <GroupTitle row={threat} />
        </span>
      ) : (
        <GroupTitle row={threat} />
      ),
  },
  {
    id: "severity",
    header: "Highest severity",
    width: "160px",
    cell: (threat) => <ThreatSeverity threat={threat} />,
  },
  {
    id: "count",
    header: "Threats",
    width: "100px",
    align: "end",
    cell: (threat) => rowCount(threat).toLocaleString("en-US"),
  },
];

function ThreatSeverity({ threat }: { threat: ThreatRow }) {
  const { severity, computed_severity: computed } = threat;
  const badge = <SeverityBadge severity={severity} variant="plain" />;
  if (!computed || groupOf(threat)) return badge;
  const label = `Set by a person. Computed: ${severityLabel(computed).toLowerCase()}`;
  return (
    <span className={classes.status} title={label}>
      {badge}
      <IconUserEdit size={14} aria-label={label} />
    </span>
  );
}

function ThreatStatus({ threat }: { threat: ThreatRow }) {
  const note = threatNote(threat.evidence_state);
  return (
    <span className={classes.status}>
      <StatusBadge status={threat.status} />
      {note && note.tone !== "good" && <EvidenceMark note={note} />}
    </span>
  );
}

function CauseStatus({ cause }: { cause: ThreatCause }) {
  const shown = causeStatus(cause);
  if (!shown) return null;
  return (
    <span className={classes.status} title={shown.all}>
      <StatusBadge status={shown.status} />
      {shown.share && (
        <>
          <span className={classes.share} aria-hidden="true">
            {shown.share}
          </span>
          <VisuallyHidden>{shown.all}</VisuallyHidden>
        </>
      )}
    </span>
  );
}

export function Title({ threat }: { threat: ThreatRow }) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <Link
      className={classes.title}
      to="/m/$model/threats/$number"
      params={{ model, number: String(threat.number) }}
      title={threat.title}
      tabIndex={-1}
    >
      <span className={classes.cardNumber}>T{threat.number}</span>
      {threat.title}
      {!threat.rule && <span className={classes.manual}>Manual</span>}
    </Link>
  );
}

interface SubjectProps {
  subject: ThreatRow["subject"];
  /** How many other elements the same threat is about. */
  others?: number;
}

/** The element or flow a threat is about: its icon, and its name, which is cut to the room there is. */
export function Subject({ subject, others = 0 }: SubjectProps) {
  return (
    <span className={`${classes.subject} ${classes.shrinking}`} title={subject.uid}>
      {subject.kind !== "model" && (
        <KindIcon kind={subject.type === "flow" ? "flow" : subject.kind} size={15} />
      )}
      <span className={classes.clip}>{subject.name}</span>
      {others > 0 && <span className={classes.none}>+{others.toLocaleString("en-US")}</span>}
    </span>
  );
}

const SHOWN = 2;

function Mitigations({ threat }: { threat: ThreatRow }) {
  if (threat.mitigations.length === 0) return <span className={classes.none}>None</span>;
  const rest = threat.mitigations.length - SHOWN;
  return (
    <span className={classes.mitigations}>
      {threat.mitigations.slice(0, SHOWN).map((mitigation) => (
        <span key={mitigation.number} className={classes.mitigation} title={mitigation.status}>
          M{mitigation.number}
        </span>
      ))}
      {rest > 0 && <span className={classes.none}>+{rest}</span>}
    </span>
  );
}
