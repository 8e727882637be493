/** The dialog in which a person adds a threat. */
import { useState } from "react";
import { useModel } from "@/session/useModel";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { addThreat } from "./actions/manualThreats";
import { ManualThreatForm } from "./ManualThreatForm";
import { bodyOf, emptyDraft, type ThreatPlace } from "./manualThreatDraft";

interface AddThreatDialogProps {
  place: ThreatPlace;
  onClose: () => void;
}

export default function AddThreatDialog({ place, onClose }: AddThreatDialogProps) {
  const { id } = useModel();
  const [draft, setDraft] = useState(() => emptyDraft(place));
  const step = useUndoableMutation(addThreat, id);
  return (
    <Modal opened onClose={onClose} title="Add a threat" size="lg">
      <ManualThreatForm
        draft={draft}
        onChange={setDraft}
        fault={step.error}
        pending={step.isPending}
        submit="Add threat"
        onSubmit={() => step.mutate(bodyOf(draft), { onSuccess: onClose })}
        onCancel={onClose}
      />
    </Modal>
  );
}
