/** The contents of the drawer of one mitigation. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Mitigation } from "@/api/types";
import { StatusEvidenceNote } from "@/entities/badges/StatusEvidenceNote";
import { Activity } from "@/entities/comments/Activity";
import { hasRole } from "@/session/roles";
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
import { mitigationNote } from "./mitigationNote";
import { OwnerField } from "./OwnerField";
import { StatusField } from "./StatusField";
import { TagsField } from "./TagsField";
import { TreatedThreats } from "./TreatedThreats";
import { useStatusChange } from "./useStatusChange";

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
      <TreatedThreats mitigation={mitigation} />
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
  const { role } = useModel();
  const note = mitigationNote(mitigation);
  return (
    <section>
      <h3 className={classes.heading}>Evidence</h3>
      {note && <StatusEvidenceNote note={note} />}
      {mitigation.verification_note && (
        <p className={classes.description}>{mitigation.verification_note}</p>
      )}
      {mitigation.proof === "manual" && hasRole(role, "approver") && (
        <Confirm mitigation={mitigation} />
      )}
      <EvidenceList mitigation={mitigation} />
    </section>
  );
}

/** What no import can show, an approver confirms; the dialog asks what was checked. */
function Confirm({ mitigation }: { mitigation: Mitigation }) {
  const { set, dialogs } = useStatusChange(mitigation);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        my={6}
        leftSection={<IconCheck size={14} aria-hidden="true" />}
        onClick={() => set("verified")}
      >
        Confirm…
      </Button>
      {dialogs}
    </>
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
