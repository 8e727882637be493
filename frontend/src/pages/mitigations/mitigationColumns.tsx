/** The columns of the mitigation table; status, owner and due date are changed in place. */
import { Link, useParams } from "@tanstack/react-router";
import type { Mitigation } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { EvidenceMark } from "@/entities/badges/StatusEvidenceNote";
import { DueField } from "@/entities/mitigations/DueField";
import { mitigationNote } from "@/entities/mitigations/mitigationNote";
import classes from "@/entities/mitigations/mitigations.module.css";
import { OwnerField } from "@/entities/mitigations/OwnerField";
import { StatusField } from "@/entities/mitigations/StatusField";
import type { Column } from "@/ui/tableColumn";

export const MITIGATION_COLUMNS: readonly Column<Mitigation>[] = [
  {
    id: "number",
    header: "No.",
    sort: "number",
    width: "64px",
    card: "hidden",
    cell: (mitigation) => <span className={classes.number}>M{mitigation.number}</span>,
  },
  {
    id: "title",
    header: "Mitigation",
    sort: "title",
    card: "title",
    cell: (mitigation) => (
      <span className={classes.title} title={mitigation.title}>
        <span className={classes.cardNumber}>M{mitigation.number}</span>
        {mitigation.title}
        {mitigation.tags.map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
    ),
  },
  {
    id: "status",
    header: "Status",
    sort: "status",
    width: "168px",
    cell: (mitigation) => <Stage mitigation={mitigation} />,
  },
  {
    id: "owner",
    header: "Owner",
    sort: "owner",
    width: "190px",
    from: "md",
    cell: (mitigation) => <OwnerField mitigation={mitigation} />,
  },
  {
    id: "due",
    header: "Due",
    sort: "due",
    width: "164px",
    from: "sm",
    cell: (mitigation) => <DueField mitigation={mitigation} />,
  },
  {
    id: "effort",
    header: "Effort",
    sort: "effort",
    width: "76px",
    from: "xl",
    cell: (mitigation) => mitigation.effort || <span className={classes.number}>—</span>,
  },
  {
    id: "threats",
    header: "Mitigates",
    width: "150px",
    from: "lg",
    cell: (mitigation) => <Treated mitigation={mitigation} />,
  },
];

const SHOWN = 3;

function Stage({ mitigation }: { mitigation: Mitigation }) {
  const note = mitigationNote(mitigation);
  return (
    <span className={classes.stage}>
      <StatusField mitigation={mitigation} />
      {note && <EvidenceMark note={note} />}
    </span>
  );
}

function Treated({ mitigation }: { mitigation: Mitigation }) {
  const { model } = useParams({ from: "/app/m/$model" });
  const rest = mitigation.threats.length - SHOWN;
  return (
    <span className={classes.treated}>
      {mitigation.threats.slice(0, SHOWN).map((threat) => (
        <Link
          key={threat.number}
          className={classes.threat}
          to="/m/$model/threats/$number"
          params={{ model, number: String(threat.number) }}
          title={threat.title}
        >
          <SeverityIcon severity={threat.severity} size={9} />T{threat.number}
        </Link>
      ))}
      {rest > 0 && <span className={classes.number}>+{rest}</span>}
    </span>
  );
}
