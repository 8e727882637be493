/** Asks for a required note before something is done, such as a reason. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import forms from "./forms.module.css";
import { Modal } from "./Modal";

interface NoteDialogProps {
  title: string;
  label: string;
  description: string;
  /** Shown when the note is empty. */
  missing: string;
  submitLabel: string;
  initial?: string;
  maxLength?: number;
  onClose: () => void;
  onSubmit: (note: string) => void;
}

export default function NoteDialog(props: NoteDialogProps) {
  return (
    <Modal opened onClose={props.onClose} title={props.title}>
      <NoteForm {...props} />
    </Modal>
  );
}

function NoteForm(props: NoteDialogProps) {
  const { label, description, missing, submitLabel, initial = "", maxLength } = props;
  const { onClose, onSubmit } = props;
  const [note, setNote] = useState(initial);
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (note.trim() === "") setRefused(true);
    else onSubmit(note.trim());
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Textarea
        data-autofocus
        label={label}
        description={description}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={maxLength}
        value={note}
        error={refused && missing}
        onChange={(event) => {
          setNote(event.currentTarget.value);
          setRefused(false);
        }}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit">{submitLabel}</Button>
      </div>
    </form>
  );
}
