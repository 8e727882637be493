/** The frame of a form that rates risk: what another person did meanwhile, the fields, and the buttons. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import forms from "@/ui/forms.module.css";

interface RatingFormProps {
  /** What another person did since it was opened; null while nobody was faster. */
  conflict: string | null;
  pending: boolean;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

export function RatingForm({ conflict, pending, onSubmit, onCancel, children }: RatingFormProps) {
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {conflict && (
        <p className={forms.fault} role="alert">
          {conflict}
        </p>
      )}
      {children}
      <div className={forms.actions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={pending}>
          {conflict ? "Save my version" : "Save"}
        </Button>
      </div>
    </form>
  );
}
