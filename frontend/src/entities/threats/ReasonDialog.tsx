/** Asks why a threat does not apply; the reason stands in the history and in reports. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";

interface ReasonDialogProps {
  title: string;
  initial: string;
  onClose: () => void;
  onSubmit: (reason: string) => void;
}

export default function ReasonDialog({ title, onClose, initial, onSubmit }: ReasonDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <ReasonForm initial={initial} onClose={onClose} onSubmit={onSubmit} />
    </Modal>
  );
}

function ReasonForm({
  initial,
  onClose,
  onSubmit,
}: Pick<ReasonDialogProps, "initial" | "onClose" | "onSubmit">) {
  const [reason, setReason] = useState(initial);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason.trim() === "") setMissing(true);
    else onSubmit(reason.trim());
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Textarea
        data-autofocus
        label="Reason"
        description="Recorded in the history. Write what a later reviewer needs to know."
        autosize
        minRows={3}
        maxRows={10}
        value={reason}
        error={missing && "Give a reason"}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit">Set not applicable</Button>
      </div>
    </form>
  );
}
