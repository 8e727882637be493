/** The dialog in which a crown jewel is marked or edited; where another person was faster, both versions are shown. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { fieldError } from "@/api/fieldError";
import type { CrownJewel, CrownJewelValues } from "@/api/types";
import { addCrownJewel, editCrownJewel } from "@/entities/attackPaths/actions/crownJewels";
import { PathEndSelect } from "@/entities/attackPaths/PathEndSelect";
import { crownJewelsQuery } from "@/entities/attackPaths/queries";
import { isSeverity, SEVERITIES, severityLabel } from "@/model/graph/severity";
import { isLevel, LEVEL_CHOICES } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import {
  isJewelComplete,
  jewelDifferences,
  jewelValues,
  NEW_JEWEL,
} from "./attackerAndJewelDrafts";
import { useEditDialog } from "./useEditDialog";

interface CrownJewelDialogProps {
  /** null: a new one. */
  jewel: CrownJewel | null;
  onClose: () => void;
}

export function CrownJewelDialog({ jewel, onClose }: CrownJewelDialogProps) {
  const { id: model } = useModel();
  const client = useQueryClient();
  const dialog = useEditDialog({
    row: jewel,
    empty: NEW_JEWEL,
    valuesOf: jewelValues,
    add: addCrownJewel,
    edit: editCrownJewel,
    readAgain: () => client.fetchQuery({ ...crownJewelsQuery(model), staleTime: 0 }),
    onDone: onClose,
  });
  const { draft, theirs } = dialog;
  return (
    <Modal opened onClose={onClose} title={jewel ? `Edit ${jewel.title}` : "Mark a crown jewel"}>
      <form className={forms.form} onSubmit={dialog.save}>
        {theirs && (
          <EditConflict
            what="crown jewel"
            differences={jewelDifferences(draft, jewelValues(theirs))}
            onTakeTheirs={dialog.takeTheirs}
          />
        )}
        <Fields draft={draft} fault={dialog.fault} onChange={dialog.change} />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={dialog.pending} disabled={!isJewelComplete(draft)}>
            {theirs ? "Save my version" : jewel ? "Save" : "Mark crown jewel"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface FieldsProps {
  draft: CrownJewelValues;
  fault: Error | null;
  onChange: (part: Partial<CrownJewelValues>) => void;
}

const WORTHS = SEVERITIES.map((value) => ({ value, label: severityLabel(value) }));

function Fields({ draft, fault, onChange }: FieldsProps) {
  return (
    <>
      <TextInput
        data-autofocus
        required
        withAsterisk={false}
        label="Title"
        placeholder="The customer database"
        maxLength={200}
        value={draft.title}
        error={fieldError(fault, "title", false)}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <PathEndSelect
        required
        label="Element"
        placeholder="Choose an element"
        types={["element"]}
        value={draft.uid ? { type: "element", id: draft.uid } : null}
        error={fieldError(fault, "uid", false)}
        onChange={({ id }) => onChange({ uid: id })}
      />
      <Select
        label="An attacker must not"
        allowDeselect={false}
        data={[...LEVEL_CHOICES]}
        value={draft.level}
        error={fieldError(fault, "level", false)}
        onChange={(level) => isLevel(level) && onChange({ level })}
      />
      <Select
        label="Worth"
        description="How bad it would be."
        allowDeselect={false}
        data={WORTHS}
        value={draft.worth}
        onChange={(worth) => isSeverity(worth) && onChange({ worth })}
      />
      <Textarea
        label="Note"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={draft.note ?? ""}
        error={fieldError(fault, "note", false)}
        onChange={(event) => onChange({ note: event.currentTarget.value })}
      />
    </>
  );
}
