/** The words of a finding. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { fieldError } from "@/api/fieldError";
import type { Severity } from "@/api/types";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import forms from "@/ui/forms.module.css";
import type { FindingDraft } from "./findingDraft";

const SEVERITIES = Object.entries(SEVERITY_LABELS).map(([value, label]) => ({
  value: value as Severity,
  label,
}));

interface FindingFormProps {
  draft: FindingDraft;
  label: string;
  error: Error | null;
  pending: boolean;
  onChange: (draft: FindingDraft) => void;
  onClose: () => void;
  onSubmit: () => void;
  /** What stands above the buttons, such as a conflict. */
  children?: ReactNode;
}

export function FindingForm(props: FindingFormProps) {
  const { draft, label, error, pending, onChange, onClose, onSubmit, children } = props;
  const set = (change: Partial<FindingDraft>): void => onChange({ ...draft, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  const text = { autosize: true, minRows: 2, maxRows: 10, maxLength: 10_000 };
  return (
    <form className={forms.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        required
        label="Title"
        maxLength={200}
        value={draft.title}
        error={fieldError(error, "title")}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <Select
        label="Severity"
        data={SEVERITIES}
        value={draft.severity}
        onChange={(next) => set({ severity: next ?? draft.severity })}
        allowDeselect={false}
      />
      <Textarea
        {...text}
        label="Description"
        value={draft.description}
        error={fieldError(error, "description", false)}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Textarea
        {...text}
        label="Evidence"
        placeholder="How it was shown. Do not paste values of secrets."
        value={draft.evidence}
        error={fieldError(error, "evidence", false)}
        onChange={(event) => set({ evidence: event.currentTarget.value })}
      />
      {children}
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={!draft.title.trim()}>
          {label}
        </Button>
      </div>
    </form>
  );
}
