/** Both versions of a mitigation that two people have changed at the same time. */
import { Button } from "@mantine/core";
import type { Mitigation } from "@/api/types";
import { EditConflict } from "@/ui/EditConflict";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { changeDifferences, type MitigationChange } from "./actions/mitigationChanges";

interface ConflictDialogProps {
  change: MitigationChange;
  /** What the other person made of it. */
  current: Mitigation;
  pending: boolean;
  onSave: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

export default function MitigationConflictDialog(props: ConflictDialogProps) {
  const { change, current, pending, onSave, onTakeTheirs, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={`M${current.number} has two versions`} size="lg">
      <EditConflict
        what="mitigation"
        differences={changeDifferences(change, current)}
        onTakeTheirs={onTakeTheirs}
      />
      <div className={forms.actions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={pending} onClick={onSave}>
          Save my version
        </Button>
      </div>
    </Modal>
  );
}
