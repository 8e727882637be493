/** A dialog in the middle of the page. */
import { Modal as MantineModal, type ModalProps, type ModalRootProps } from "@mantine/core";
import { useIsTopDialog } from "./useIsTopDialog";

export function Modal(props: ModalProps) {
  return <MantineModal closeOnEscape={useIsTopDialog(props.opened)} {...props} />;
}

/** For dialogs that are composed of their parts. */
export function ModalRoot(props: ModalRootProps) {
  return <MantineModal.Root closeOnEscape={useIsTopDialog(props.opened)} {...props} />;
}
