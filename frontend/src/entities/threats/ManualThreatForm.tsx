/** The fields of a threat that a person writes. */
import { Button, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { fieldError } from "@/api/fieldError";
import { useMethods } from "@/entities/badges/useMethods";
import { ReferencesField } from "@/entities/controls/ReferencesField";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import forms from "@/ui/forms.module.css";
import { isComplete, type ManualDraft } from "./manualThreatDraft";
import { ThreatSubjectField } from "./ThreatSubjectField";

interface ManualThreatFormProps {
  draft: ManualDraft;
  onChange: (draft: ManualDraft) => void;
  fault: Error | null;
  pending: boolean;
  submit: string;
  onSubmit: () => void;
  onCancel: () => void;
  /** Above the fields. */
  children?: ReactNode;
}

const TITLE_LENGTH = 1000;
const DESCRIPTION_LENGTH = 10_000;
const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

export function ManualThreatForm(props: ManualThreatFormProps) {
  const { draft, onChange, fault, pending, submit, onSubmit, onCancel, children } = props;
  const change = (part: Partial<ManualDraft>): void => onChange({ ...draft, ...part });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete(draft)) onSubmit();
  };
  return (
    <form className={forms.form} onSubmit={send}>
      {children}
      <TextInput
        data-autofocus
        required
        withAsterisk={false}
        label="Title"
        placeholder="Support staff can read backups of the orders database"
        maxLength={TITLE_LENGTH}
        value={draft.title}
        error={fieldError(fault, "title", false)}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <ThreatSubjectField
        value={draft.place}
        error={fieldError(fault, "uid", false)}
        onChange={(place) => change({ place })}
      />
      <Rating draft={draft} fault={fault} change={change} />
      <Textarea
        label="Description"
        description="What could happen, and why it is possible."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={DESCRIPTION_LENGTH}
        value={draft.description}
        error={fieldError(fault, "description", false)}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <ReferencesField
        byNumber
        value={draft.references}
        error={fieldError(fault, "references", false) ?? undefined}
        onChange={(references) => change({ references })}
      />
      <Textarea
        label="Links"
        description="Addresses that begin with https://, one a line."
        autosize
        minRows={1}
        maxRows={4}
        value={draft.links}
        onChange={(event) => change({ links: event.currentTarget.value })}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={pending} disabled={!isComplete(draft)}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface RatingProps {
  draft: ManualDraft;
  fault: Error | null;
  change: (part: Partial<ManualDraft>) => void;
}

/** Its categories, by method, and its severity. */
function Rating({ draft, fault, change }: RatingProps) {
  const methods = useMethods();
  return (
    <>
      <MultiSelect
        label="Categories"
        required
        withAsterisk={false}
        searchable
        data={methods.map((method) => ({
          group: method.name,
          items: method.categories.map(({ id, name }) => ({ value: id, label: name })),
        }))}
        value={draft.categories}
        error={fieldError(fault, "categories", false)}
        onChange={(categories) => change({ categories })}
      />
      <Select
        label="Severity"
        allowDeselect={false}
        data={SEVERITY_CHOICES}
        value={draft.severity}
        error={fieldError(fault, "severity", false)}
        onChange={(severity) => isSeverity(severity) && change({ severity })}
      />
    </>
  );
}
