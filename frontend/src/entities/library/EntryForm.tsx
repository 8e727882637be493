/** The form of an entry of a team's library: what was refused, the fields, and its buttons. */
import { Alert, Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { LinkButton } from "@/ui/LinkButton";
import classes from "./EntryForm.module.css";
import { type EntryKind, entryLink, listLink } from "./entryLinks";

interface EntryFormProps {
  kind: EntryKind;
  team: string;
  /** Absent for a new one. */
  id: string | undefined;
  /** What was refused and belongs to no field. */
  error: string | undefined;
  pending: boolean;
  submitLabel: string;
  onSubmit: () => void;
  children: ReactNode;
}

export function EntryForm(props: EntryFormProps) {
  const { kind, team, id, error, pending, submitLabel, onSubmit, children } = props;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error && (
        <Alert color="danger" role="alert">
          {error}
        </Alert>
      )}
      {children}
      <div className={classes.actions}>
        <LinkButton
          variant="default"
          {...(id === undefined ? listLink(kind, team) : entryLink(kind, team, id))}
        >
          Cancel
        </LinkButton>
        <Button type="submit" loading={pending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
