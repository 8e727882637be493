/** A mitigation beside its threat: number and title, then status, owner and due date, changed in place. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconUnlink } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Mitigation } from "@/api/types";
import { StatusEvidenceNote } from "@/entities/badges/StatusEvidenceNote";
import { confirmedText } from "@/model/labels/statusEvidence";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { detachMitigation } from "./actions/linkThreat";
import classes from "./card.module.css";
import { DueField } from "./DueField";
import { mitigationNote } from "./mitigationNote";
import { OwnerField } from "./OwnerField";
import { StatusField } from "./StatusField";

interface ThreatMitigationCardProps {
  mitigation: Mitigation;
  /** The threat it is shown beside. */
  threat: number;
}

export function ThreatMitigationCard({ mitigation, threat }: ThreatMitigationCardProps) {
  const { id, canEdit } = useModel();
  const own = mitigation.threats.find((one) => one.number === threat);
  const note = mitigationNote(mitigation);
  const others = mitigation.threats.filter((one) => one.number !== threat);
  return (
    <article className={classes.card} aria-label={`Mitigation M${mitigation.number}`}>
      <div className={classes.line}>
        <span className={classes.number}>M{mitigation.number}</span>
        <Link
          className={classes.title}
          to="/m/$model/mitigations"
          params={{ model: id }}
          search={{ open: String(mitigation.number) }}
        >
          {mitigation.title}
        </Link>
        {canEdit && <Detach mitigation={mitigation} threat={threat} />}
      </div>
      <div className={classes.fields}>
        <StatusField mitigation={mitigation} />
        <OwnerField mitigation={mitigation} />
        <DueField mitigation={mitigation} />
      </div>
      {note && <StatusEvidenceNote note={note} detail={own && confirmedText(own)} />}
      {others.length > 0 && (
        <p className={classes.others}>
          Also mitigates {others.map((one) => `T${one.number}`).join(", ")}
        </p>
      )}
    </article>
  );
}

function Detach({ mitigation, threat }: ThreatMitigationCardProps) {
  const { id } = useModel();
  const step = useUndoableMutation(detachMitigation, id);
  const { number, version, threats } = mitigation;
  return (
    <Tooltip label={`M${number} does not treat T${threat}`}>
      <ActionIcon
        size={24}
        aria-label={`Detach M${number} from T${threat}`}
        onClick={() =>
          step.mutate({ number, version, threat, treats: threats.map((one) => one.number) })
        }
      >
        <IconUnlink size={14} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
