/** Adds a row or edits it; where another person was faster, both versions are shown. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { recordsQuery } from "../queries";
import { differencesOf, isComplete, type RecordKind, type RecordOf } from "../recordKinds";
import { RecordFields } from "./RecordFields";
import classes from "./record.module.css";
import { useRecordEdit } from "./useRecordEdit";

interface RecordDialogProps {
  kind: RecordKind;
  /** null for a new one. */
  row: RecordOf | null;
  onClose: () => void;
}

export function RecordDialog({ kind, row, onClose }: RecordDialogProps) {
  const called = useNames();
  const edit = useRecordEdit(kind, row, onClose);
  const { draft, theirs } = edit;
  const submit = theirs ? "Save my version" : row ? "Save" : `Add ${kind.noun}`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={row ? `Edit ${kind.noun}` : `Add ${kind.noun}`}
      size="lg"
    >
      <form
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete(kind, draft)) edit.save();
        }}
      >
        {theirs && (
          <EditConflict
            what={kind.noun}
            differences={differencesOf(kind, draft, theirs, called)}
            onTakeTheirs={edit.takeTheirs}
          />
        )}
        <RecordFields kind={kind} draft={draft} fault={edit.fault} onChange={edit.setDraft} />
        <div className={classes.actions}>
          {edit.remove && (
            <Button variant="subtle" color="danger" loading={edit.removing} onClick={edit.remove}>
              Delete
            </Button>
          )}
          <span className={classes.gap} />
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={edit.saving} disabled={!isComplete(kind, draft)}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What people and objectives are called, by id. */
function useNames(): (key: string) => string {
  const { id } = useModel();
  const people = usePeople();
  const objectives = useQuery(recordsQuery(id)).data?.objectives ?? [];
  return (key) =>
    people.find((one) => one.id === key)?.name ??
    objectives.find((one) => one.id === key)?.title ??
    "";
}
