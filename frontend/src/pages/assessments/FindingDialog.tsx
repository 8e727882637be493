/** Adds a finding, or changes its words. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { Assessment, AssessmentFinding, Severity } from "@/api/types";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { addFinding, changeFinding } from "./requests";
import { useAssessmentMutation } from "./useAssessmentMutation";

interface FindingDialogProps {
  assessment: Assessment;
  /** The one that is changed; null adds another. */
  finding: AssessmentFinding | null;
  onClose: () => void;
}

export function FindingDialog({ assessment, finding, onClose }: FindingDialogProps) {
  const [opened] = useState(finding);
  const add = useAssessmentMutation(addFinding, { inForm: true });
  const change = useAssessmentMutation(changeFinding, { inForm: true });
  const send = (body: Words): void => {
    const done = { onSuccess: onClose };
    if (opened) change.mutate({ assessment, finding: opened, change: body }, done);
    else add.mutate({ assessment, body }, done);
  };
  const { error, isPending } = opened ? change : add;
  return (
    <Modal opened onClose={onClose} title={opened ? "Edit finding" : "Add finding"}>
      <FindingForm
        initial={opened ?? BLANK}
        label={opened ? "Save" : "Add finding"}
        error={error}
        pending={isPending}
        onClose={onClose}
        onSubmit={send}
      />
    </Modal>
  );
}

type Words = Pick<AssessmentFinding, "title" | "severity" | "description" | "evidence">;

const BLANK: Words = { title: "", severity: "medium", description: "", evidence: "" };
const SEVERITIES = Object.entries(SEVERITY_LABELS).map(([value, label]) => ({
  value: value as Severity,
  label,
}));

interface FindingFormProps {
  initial: Words;
  label: string;
  error: Error | null;
  pending: boolean;
  onClose: () => void;
  onSubmit: (words: Words) => void;
}

function FindingForm({ initial, label, error, pending, onClose, onSubmit }: FindingFormProps) {
  const [title, setTitle] = useState(initial.title);
  const [severity, setSeverity] = useState(initial.severity);
  const [description, setDescription] = useState(initial.description);
  const [evidence, setEvidence] = useState(initial.evidence);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({ title, severity, description, evidence });
  };
  const text = { autosize: true, minRows: 2, maxRows: 10, maxLength: 10_000 };
  return (
    <form className={forms.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        required
        label="Title"
        maxLength={200}
        value={title}
        error={fieldError(error, "title")}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Select
        label="Severity"
        data={SEVERITIES}
        value={severity}
        onChange={(next) => setSeverity(next ?? severity)}
        allowDeselect={false}
      />
      <Textarea
        {...text}
        label="Description"
        value={description}
        error={fieldError(error, "description", false)}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Textarea
        {...text}
        label="Evidence"
        placeholder="How it was shown. Do not paste values of secrets."
        value={evidence}
        error={fieldError(error, "evidence", false)}
        onChange={(event) => setEvidence(event.currentTarget.value)}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={!title.trim()}>
          {label}
        </Button>
      </div>
    </form>
  );
}
