/** The contents of the drawer of one mitigation. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Mitigation, TreatedThreat } from "@/api/types";
import { EvidenceNote } from "@/entities/badges/EvidenceNote";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { Activity } from "@/entities/comments/Activity";
import { confirmedText, proofNote } from "@/model/labels/evidence";
import { useModel } from "@/session/useModel";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { KeyValue } from "@/ui/KeyValue";
import { RelativeTime } from "@/ui/RelativeTime";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { deleteMitigation } from "./actions/deleteMitigation";
import { ControlLink } from "./ControlLink";
import { CostField } from "./CostField";
import { DueField } from "./DueField";
import classes from "./drawer.module.css";
import { EditMitigationText } from "./EditMitigationText";
import { EstimateMenu } from "./EstimateMenu";
import { EvidenceList } from "./evidence/EvidenceList";
import { MitigationIssues } from "./MitigationIssues";
import { OwnerField } from "./OwnerField";
import { StatusField } from "./StatusField";
import { TagsField } from "./TagsField";

interface MitigationDetailProps {
  mitigation: Mitigation;
  onDeleted: () => void;
}

export function MitigationDetail({ mitigation, onDeleted }: MitigationDetailProps) {
  const { canEdit } = useModel();
  const [editing, setEditing] = useState(false);
  if (editing)
    return <EditMitigationText mitigation={mitigation} onDone={() => setEditing(false)} />;
  return (
    <div className={classes.body}>
      <h2 className={classes.title}>{mitigation.title}</h2>
      {mitigation.description && <p className={classes.description}>{mitigation.description}</p>}
      <KeyValue
        items={[
          { label: "Status", value: <StatusField mitigation={mitigation} /> },
          { label: "Owner", value: <OwnerField mitigation={mitigation} /> },
          { label: "Due", value: <DueField mitigation={mitigation} /> },
          { label: "Effort", value: <EstimateMenu mitigation={mitigation} field="effort" /> },
          { label: "Cost", value: <CostField mitigation={mitigation} /> },
          {
            label: "Reduces risk",
            value: <EstimateMenu mitigation={mitigation} field="reduction" />,
          },
          { label: "Tags", value: <TagsField mitigation={mitigation} /> },
          { label: "Proposed", value: <RelativeTime at={mitigation.created_at} /> },
          ...(mitigation.control
            ? [{ label: "Control", value: <ControlLink control={mitigation.control} /> }]
            : []),
        ]}
      />
      <Proof mitigation={mitigation} />
      <Treats mitigation={mitigation} />
      <MitigationIssues number={mitigation.number} />
      <section>
        <h3 className={classes.heading}>Activity</h3>
        <Activity on="mitigation" number={mitigation.number} />
      </section>
      {canEdit && (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconPencil size={15} aria-hidden="true" />}
            onClick={() => setEditing(true)}
          >
            Edit text
          </Button>
          <Remove mitigation={mitigation} onDeleted={onDeleted} />
        </div>
      )}
    </div>
  );
}

function Proof({ mitigation }: { mitigation: Mitigation }) {
  const note = proofNote(mitigation.proof);
  return (
    <section>
      <h3 className={classes.heading}>Evidence</h3>
      {note && <EvidenceNote note={note} />}
      {mitigation.verification_note && (
        <p className={classes.description}>{mitigation.verification_note}</p>
      )}
      <EvidenceList mitigation={mitigation} />
    </section>
  );
}

function Treats({ mitigation }: { mitigation: Mitigation }) {
  const { id } = useModel();
  return (
    <section>
      <h3 className={classes.heading}>
        Mitigates{" "}
        {mitigation.threats.length === 1 ? "1 threat" : `${mitigation.threats.length} threats`}
      </h3>
      <ul className={classes.threats}>
        {mitigation.threats.map((threat) => (
          <li key={threat.number}>
            <Link
              className={classes.threat}
              to="/m/$model/threats/$number"
              params={{ model: id, number: String(threat.number) }}
            >
              <SeverityIcon severity={threat.severity} size={11} />
              <span className={classes.threatNumber}>T{threat.number}</span>
              <span className={classes.threatTitle}>{threat.title}</span>
              <StatusBadge status={threat.status} />
            </Link>
            <Seen threat={threat} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the newest import that spoke of the threat shows. */
function Seen({ threat }: { threat: TreatedThreat }) {
  if (threat.seen === "") return null;
  return (
    <p className={classes.seen} data-seen={threat.seen}>
      {threat.seen === "fixed" ? "Fixed in the files" : "Still in the files"},{" "}
      <RelativeTime at={threat.seen_at} />: {confirmedText(threat)}
    </p>
  );
}

function Remove({ mitigation, onDeleted }: MitigationDetailProps) {
  const { id } = useModel();
  const [asking, dialog] = useDisclosure(false);
  const step = useUndoableMutation(deleteMitigation, id);
  const { number } = mitigation;
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        leftSection={<IconTrash size={15} aria-hidden="true" />}
        onClick={dialog.open}
      >
        Delete
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={dialog.close}
        onConfirm={() => step.mutate({ number }, { onSuccess: onDeleted })}
        title={`Delete M${number}?`}
        confirmLabel="Delete mitigation"
        pending={step.isPending}
        danger
      >
        Its threats become open again unless another mitigation covers them. The number is not used
        again.
      </ConfirmDialog>
    </>
  );
}
