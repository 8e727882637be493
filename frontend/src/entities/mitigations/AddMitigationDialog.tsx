/** The dialog in which a threat gets a mitigation: a new one, or one that exists already. */

import type { ThreatDetail } from "@/api/types";
import { Modal } from "@/ui/Modal";
import { ApplyControlForm } from "./ApplyControlForm";
import { AttachMitigationForm } from "./AttachMitigationForm";
import { ProposeMitigationForm } from "./ProposeMitigationForm";

export type AddMode = "propose" | "apply" | "attach";

interface AddMitigationDialogProps {
  mode: AddMode;
  threat: Pick<ThreatDetail, "number" | "mitigations">;
  onClose: () => void;
}

export default function AddMitigationDialog({ mode, threat, onClose }: AddMitigationDialogProps) {
  if (mode === "attach") {
    return (
      <Modal opened onClose={onClose} title={`Attach a mitigation to T${threat.number}`}>
        <AttachMitigationForm threat={threat} onDone={onClose} />
      </Modal>
    );
  }
  const Form = mode === "apply" ? ApplyControlForm : ProposeMitigationForm;
  return (
    <Modal opened onClose={onClose} title={`Mitigate T${threat.number}`}>
      <Form threat={threat.number} onDone={onClose} />
    </Modal>
  );
}
