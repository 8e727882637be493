/** The dialog in which a manual threat is edited or moved; where another person was faster, both versions are shown. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isConflict } from "@/api/errors";
import type { ThreatDetail } from "@/api/types";
import { useModel } from "@/session/useModel";
import { EditConflict } from "@/ui/EditConflict";
import { Modal } from "@/ui/Modal";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { editThreat } from "./actions/manualThreats";
import { ManualThreatForm } from "./ManualThreatForm";
import { bodyOf, draftDifferences, draftOf } from "./manualThreatDraft";
import { threatQuery } from "./queries";

interface EditThreatDialogProps {
  threat: ThreatDetail;
  onClose: () => void;
}

export default function EditThreatDialog({ threat, onClose }: EditThreatDialogProps) {
  const { id } = useModel();
  const client = useQueryClient();
  const { number } = threat;
  // What is edited: of a conflict, what the other person made of it.
  const [base, setBase] = useState(threat);
  const [draft, setDraft] = useState(() => draftOf(threat));
  const [conflict, setConflict] = useState(false);
  const step = useUndoableMutation(editThreat, id);
  const differences = draftDifferences(draft, draftOf(base));
  const save = (): void =>
    step.mutate(
      { number, version: base.version, values: bodyOf(draft), before: bodyOf(draftOf(base)) },
      { onSuccess: onClose, onError: (error) => void onError(error) },
    );
  const onError = async (error: Error): Promise<void> => {
    if (!isConflict(error)) return;
    setBase(await client.fetchQuery({ ...threatQuery(id, number), staleTime: 0 }));
    setConflict(true);
  };
  return (
    <Modal opened onClose={onClose} title={`Edit T${number}`} size="lg">
      <ManualThreatForm
        draft={draft}
        onChange={setDraft}
        fault={isConflict(step.error) ? null : step.error}
        pending={step.isPending}
        submit={conflict ? "Save my version" : "Save"}
        onSubmit={save}
        onCancel={onClose}
      >
        {conflict && (
          <EditConflict
            what="threat"
            differences={differences}
            onTakeTheirs={() => {
              setDraft(draftOf(base));
              setConflict(false);
            }}
          />
        )}
      </ManualThreatForm>
    </Modal>
  );
}
