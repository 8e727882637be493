/** Makes a new team and opens it. */
import { Modal } from "@mantine/core";
import { CreateTeamForm } from "./CreateTeamForm";

export function CreateTeamDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="New team"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <CreateTeamForm onDone={onClose} />
    </Modal>
  );
}
