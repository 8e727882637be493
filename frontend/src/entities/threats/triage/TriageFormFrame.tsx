/** The end of a form of triage: sent by the button or by Ctrl+Enter. */
import { Button } from "@mantine/core";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import forms from "@/ui/forms.module.css";

interface TriageFormFrameProps {
  submitLabel: string;
  isPending: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

export function TriageFormFrame(props: TriageFormFrameProps) {
  const { submitLabel, isPending, onSubmit, onCancel, children } = props;
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (!isPending) onSubmit();
  };
  return (
    <form
      className={forms.form}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
      }}
    >
      {children}
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
