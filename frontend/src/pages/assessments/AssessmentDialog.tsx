/** Adds an assessment, or changes one. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { Assessment, AssessmentWrite } from "@/api/types";
import { ASSESSMENT_KINDS } from "@/model/labels/assessments";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./assessments.module.css";
import { addAssessment, changeAssessment } from "./requests";
import { useAssessmentMutation } from "./useAssessmentMutation";

interface AssessmentDialogProps {
  /** The one that is changed; null adds another. */
  assessment: Assessment | null;
  onClose: () => void;
}

export function AssessmentDialog({ assessment, onClose }: AssessmentDialogProps) {
  const [opened] = useState(assessment);
  const [, setAddress] = useSearchParams();
  const add = useAssessmentMutation(addAssessment, { inForm: true });
  const change = useAssessmentMutation(changeAssessment, { inForm: true });
  const send = (body: AssessmentWrite): void => {
    if (opened) change.mutate({ assessment: opened, body }, { onSuccess: onClose });
    else add.mutate(body, { onSuccess: (made) => setAddress({ assessment: made.id }) });
  };
  const { error, isPending } = opened ? change : add;
  return (
    <Modal opened onClose={onClose} title={opened ? "Edit assessment" : "Add assessment"}>
      <AssessmentForm
        initial={opened ? written(opened) : BLANK}
        label={opened ? "Save" : "Add assessment"}
        error={error}
        pending={isPending}
        onClose={onClose}
        onSubmit={send}
      />
    </Modal>
  );
}

type Draft = Required<Omit<AssessmentWrite, "next_due">> & { next_due: string };

const KINDS = Object.entries(ASSESSMENT_KINDS).map(([value, label]) => ({
  value: value as Assessment["kind"],
  label,
}));

const BLANK: Draft = {
  kind: "penetration-test",
  title: "",
  tester: "",
  performed_on: "",
  scope: "",
  next_due: "",
  report_url: "",
};

function written(one: Assessment): Draft {
  const { kind, title, tester, performed_on, scope, next_due, report_url } = one;
  return { kind, title, tester, performed_on, scope, next_due: next_due ?? "", report_url };
}

interface AssessmentFormProps {
  initial: Draft;
  label: string;
  error: Error | null;
  pending: boolean;
  onClose: () => void;
  onSubmit: (body: AssessmentWrite) => void;
}

function AssessmentForm(props: AssessmentFormProps) {
  const { initial, label, error, pending, onClose, onSubmit } = props;
  const [draft, setDraft] = useState(initial);
  const field = (name: Exclude<keyof Draft, "kind">, orGeneral = false) => ({
    value: draft[name],
    error: fieldError(error, name, orGeneral),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({ ...draft, next_due: draft.next_due || null });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Select
        label="Kind"
        data={KINDS}
        value={draft.kind}
        onChange={(kind) => setDraft((now) => ({ ...now, kind: kind ?? now.kind }))}
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
        <TextInput required type="date" label="Performed on" {...field("performed_on")} />
        <TextInput type="date" label="Next due" {...field("next_due")} />
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
