/** Asks an approver what they looked at before a mitigation is verified by hand. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";

interface VerifyDialogProps {
  title: string;
  onClose: () => void;
  onSubmit: (note: string) => void;
}

export default function VerifyDialog({ title, onClose, onSubmit }: VerifyDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <VerifyForm onClose={onClose} onSubmit={onSubmit} />
    </Modal>
  );
}

function VerifyForm({ onClose, onSubmit }: Omit<VerifyDialogProps, "title">) {
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (note.trim() === "") setMissing(true);
    else onSubmit(note.trim());
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Textarea
        data-autofocus
        label="What did you check?"
        description="An import that shows the fault reopens the mitigation all the same."
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={note}
        error={missing && "Say what you checked"}
        onChange={(event) => {
          setNote(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit">Verify</Button>
      </div>
    </form>
  );
}
