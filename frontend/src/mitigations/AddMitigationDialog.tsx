/** The dialog in which a threat gets a mitigation: a new one, or one that exists already. */
import { Modal } from "@mantine/core";
import type { ThreatDetail } from "../api/types";
import { AttachForm } from "./AttachForm";
import { ProposeForm } from "./ProposeForm";

export type AddMode = "propose" | "attach";

interface AddMitigationDialogProps {
  mode: AddMode;
  threat: Pick<ThreatDetail, "number" | "mitigations">;
  onClose: () => void;
}

export default function AddMitigationDialog({ mode, threat, onClose }: AddMitigationDialogProps) {
  if (mode === "attach") {
    return (
      <Modal opened onClose={onClose} title={`Attach a mitigation to T${threat.number}`}>
        <AttachForm threat={threat} onDone={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={`Mitigate T${threat.number}`}>
      <ProposeForm threat={threat.number} onDone={onClose} />
    </Modal>
  );
}
