/** Writes a control of the team. */
import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ReferencesField } from "@/entities/controls/ReferencesField";
import { EntryForm } from "@/entities/library/EntryForm";
import {
  CATEGORY_CHOICES,
  type ControlCategory,
  STAGE_CHOICES,
  type Stage,
} from "@/model/labels/controls";
import { type Draft, trimmed } from "./controlDraft";
import classes from "./controls.module.css";

interface ControlFormProps {
  team: string;
  initial: Draft;
  /** The id of the control that is changed; a new one has none yet. */
  control?: string;
  pending: boolean;
  /** What the server refused, by field; "" is of no field. */
  errors: Readonly<Record<string, string>>;
  submitLabel: string;
  onSubmit: (draft: Draft) => void;
}

export function ControlForm(props: ControlFormProps) {
  const { team, initial, control, pending, errors, submitLabel, onSubmit } = props;
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  return (
    <EntryForm
      kind="control"
      team={team}
      id={control}
      error={errors[""]}
      pending={pending}
      submitLabel={submitLabel}
      onSubmit={() => onSubmit(trimmed(draft))}
    >
      <ControlFields draft={draft} errors={errors} onChange={change} />
    </EntryForm>
  );
}

interface ControlFieldsProps {
  draft: Draft;
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<Draft>) => void;
}

function ControlFields({ draft, errors, onChange }: ControlFieldsProps) {
  return (
    <>
      <TextInput
        label="Title"
        description="What is done, as one would ask for it."
        placeholder="Ask the platform team for a review"
        required
        maxLength={120}
        value={draft.title}
        error={errors.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Select
          label="Category"
          required
          allowDeselect={false}
          data={CATEGORY_CHOICES}
          value={draft.category}
          error={errors.category}
          onChange={(value) => value && onChange({ category: value as ControlCategory })}
        />
        <Select
          label="Stage"
          description="When it acts."
          inputWrapperOrder={["label", "input", "description", "error"]}
          required
          allowDeselect={false}
          data={STAGE_CHOICES}
          value={draft.lifecycle}
          error={errors.lifecycle}
          onChange={(value) => value && onChange({ lifecycle: value as Stage })}
        />
      </div>
      <Textarea
        label="How to do it"
        required
        autosize
        minRows={4}
        maxLength={4000}
        value={draft.how}
        error={errors.how}
        onChange={(event) => onChange({ how: event.currentTarget.value })}
      />
      <Textarea
        label="How to verify it"
        description="What one can see once it is done."
        required
        autosize
        minRows={3}
        maxLength={4000}
        value={draft.verify}
        error={errors.verify}
        onChange={(event) => onChange({ verify: event.currentTarget.value })}
      />
      <ReferencesField
        value={draft.references}
        error={errors.references}
        onChange={(references) => onChange({ references })}
      />
    </>
  );
}
