/** Who answers for a stage, and what they noted. */
import { Button, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Stage } from "@/api/types";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { editStage } from "./actions/stages";

const NOTE_LENGTH = 4000;

export function StageOwnerDialog({ stage, onClose }: { stage: Stage; onClose: () => void }) {
  const { id } = useModel();
  const people = usePeople();
  const [owner, setOwner] = useState(stage.owner?.id ?? null);
  const [note, setNote] = useState(stage.note);
  const step = useUndoableMutation(editStage, id);
  const chosen = people.find((person) => person.id === owner) ?? (owner ? stage.owner : null);
  return (
    <Modal opened onClose={onClose} title={`Owner and note of ${stage.name}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          step.mutate({ stage, owner: chosen, note: note.trim() }, { onSuccess: onClose });
        }}
      >
        <Select
          label="Owner"
          description="The owner cannot approve the stage."
          placeholder="No owner"
          clearable
          searchable
          data={people.map((person) => ({ value: person.id, label: person.name || person.email }))}
          value={owner}
          onChange={setOwner}
        />
        <Textarea
          data-autofocus
          label="Note"
          autosize
          minRows={3}
          maxRows={10}
          maxLength={NOTE_LENGTH}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={step.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
