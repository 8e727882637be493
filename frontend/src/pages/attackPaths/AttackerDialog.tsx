/** The dialog in which an attacker is described or edited; where another person was faster, both versions are shown. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Attacker } from "@/api/types";
import { addAttacker, editAttacker } from "@/entities/attackPaths/actions/attackers";
import { attackersQuery } from "@/entities/attackPaths/queries";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { AttackerFields } from "./AttackerFields";
import {
  attackerDifferences,
  attackerValues,
  isAttackerComplete,
  NEW_ATTACKER,
} from "./attackerAndJewelDrafts";
import { useEditDialog } from "./useEditDialog";

interface AttackerDialogProps {
  /** null: a new one. */
  attacker: Attacker | null;
  onClose: () => void;
}

export function AttackerDialog({ attacker, onClose }: AttackerDialogProps) {
  const { id: model } = useModel();
  const client = useQueryClient();
  const dialog = useEditDialog({
    row: attacker,
    empty: NEW_ATTACKER,
    valuesOf: attackerValues,
    add: addAttacker,
    edit: editAttacker,
    readAgain: () => client.fetchQuery({ ...attackersQuery(model), staleTime: 0 }),
    onDone: onClose,
  });
  const { draft, theirs } = dialog;
  const title = attacker ? `Edit ${attacker.name}` : "Describe an attacker";
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form className={forms.form} onSubmit={dialog.save}>
        {theirs && (
          <EditConflict
            what="attacker"
            differences={attackerDifferences(draft, attackerValues(theirs))}
            onTakeTheirs={dialog.takeTheirs}
          />
        )}
        <AttackerFields draft={draft} fault={dialog.fault} onChange={dialog.change} />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={dialog.pending} disabled={!isAttackerComplete(draft)}>
            {theirs ? "Save my version" : attacker ? "Save" : "Add attacker"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
