/** Makes a new team and opens it. */
import { Modal } from "@/ui/Modal";
import { CreateTeamForm } from "./CreateTeamForm";

export default function CreateTeamDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="New team">
      <CreateTeamForm onDone={onClose} />
    </Modal>
  );
}
