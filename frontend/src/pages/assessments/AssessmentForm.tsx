/** The fields of an assessment. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { fieldError } from "@/api/fieldError";
import type { Assessment } from "@/api/types";
import { ASSESSMENT_KINDS } from "@/model/labels/assessments";
import { DateField } from "@/ui/DateField";
import forms from "@/ui/forms.module.css";
import type { AssessmentDraft } from "./assessmentDraft";
import classes from "./assessments.module.css";

const KINDS = Object.entries(ASSESSMENT_KINDS).map(([value, label]) => ({
  value: value as Assessment["kind"],
  label,
}));

interface AssessmentFormProps {
  draft: AssessmentDraft;
  label: string;
  error: Error | null;
  pending: boolean;
  onChange: (draft: AssessmentDraft) => void;
  onClose: () => void;
  onSubmit: () => void;
  /** What stands above the buttons, such as a conflict. */
  children?: ReactNode;
}

export function AssessmentForm(props: AssessmentFormProps) {
  const { draft, label, error, pending, onChange, onClose, onSubmit, children } = props;
  const field = (name: Exclude<keyof AssessmentDraft, "kind">, orGeneral = false) => ({
    value: draft[name],
    error: fieldError(error, name, orGeneral),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const day = (name: "performed_on" | "next_due") => ({
    ...field(name),
    onChange: (value: string) => onChange({ ...draft, [name]: value }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Select
        label="Kind"
        data={KINDS}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind: kind ?? draft.kind })}
        allowDeselect={false}
      />
      <TextInput data-autofocus required label="Title" maxLength={200} {...field("title", true)} />
      <TextInput
        label="Tester"
        placeholder="Person, company or tool"
        maxLength={200}
        {...field("tester")}
      />
      <div className={classes.pair}>
        <DateField required label="Performed on" {...day("performed_on")} />
        <DateField clearable label="Next due" {...day("next_due")} />
      </div>
      <Textarea
        label="Scope"
        placeholder="What was looked at, and what was not"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={10_000}
        {...field("scope")}
      />
      <TextInput
        label="Link to the report"
        placeholder="https://"
        maxLength={2_000}
        {...field("report_url")}
      />
      {children}
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={pending}
          disabled={!draft.title.trim() || !draft.performed_on}
        >
          {label}
        </Button>
      </div>
    </form>
  );
}
