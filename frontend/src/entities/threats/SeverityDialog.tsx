/** Asks for another severity of a threat than the computed one, and for the reason. */
import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { ThreatDetail } from "@/api/types";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { overrideSeverity } from "./actions/severityOverride";
import classes from "./severity.module.css";

const REASON_LENGTH = 4000;
const CHOICES = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

interface SeverityDialogProps {
  threat: ThreatDetail;
  onClose: () => void;
}

export default function SeverityDialog({ threat, onClose }: SeverityDialogProps) {
  const { id } = useModel();
  const { number, version, severity_override: said } = threat;
  const [severity, setSeverity] = useState(threat.severity);
  const [reason, setReason] = useState(said?.reason ?? "");
  const step = useUndoableMutation(overrideSeverity, id);
  const before = said && { severity: threat.severity, reason: said.reason };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const values = { number, version, severity, reason: reason.trim(), before };
    if (reason.trim() !== "") step.mutate(values, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={`Severity of T${number}`} size="lg">
      <form className={forms.form} onSubmit={submit}>
        <p className={classes.computed}>
          Computed: {severityLabel(said?.computed_severity ?? threat.severity)}. It stays visible
          and is kept current by each analysis.
        </p>
        <SegmentedControl
          aria-label="Severity"
          data={CHOICES}
          value={severity}
          onChange={(value) => isSeverity(value) && setSeverity(value)}
        />
        <Textarea
          data-autofocus
          required
          withAsterisk={false}
          label="Reason"
          description="Recorded in the history. Write what makes it different here."
          autosize
          minRows={3}
          maxRows={10}
          maxLength={REASON_LENGTH}
          value={reason}
          error={fieldError(step.error, "reason")}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={step.isPending} disabled={reason.trim() === ""}>
            Set severity
          </Button>
        </div>
      </form>
    </Modal>
  );
}
