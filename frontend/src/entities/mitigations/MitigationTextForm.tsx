/** Title and description of a mitigation, to be proposed or edited. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import forms from "@/ui/forms.module.css";

export interface MitigationText {
  title: string;
  description: string;
}

interface MitigationTextFormProps {
  initial?: MitigationText;
  labels: { title: string; description: string; submit: string };
  placeholder?: string;
  /** Rows of the description: at least and at most. */
  rows: readonly [least: number, most: number];
  pending: boolean;
  onSubmit: (text: MitigationText) => void;
  onCancel: () => void;
}

const EMPTY: MitigationText = { title: "", description: "" };

export function MitigationTextForm(props: MitigationTextFormProps) {
  const { initial = EMPTY, labels, placeholder, rows, pending, onSubmit, onCancel } = props;
  const [title, setTitle] = useState(initial.title);
  const [description, setDescription] = useState(initial.description);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() !== "") onSubmit({ title: title.trim(), description: description.trim() });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        required
        label={labels.title}
        placeholder={placeholder}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label={labels.description}
        autosize
        minRows={rows[0]}
        maxRows={rows[1]}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={pending}>
          {labels.submit}
        </Button>
      </div>
    </form>
  );
}
