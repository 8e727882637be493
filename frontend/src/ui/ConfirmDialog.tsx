/** Asks before something that can't be undone. */
import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import classes from "./ConfirmDialog.module.css";
import forms from "./forms.module.css";
import { Modal } from "./Modal";

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  children: ReactNode;
  /** The verb on the button: "Delete model", never "OK". */
  confirmLabel: string;
  danger?: boolean;
  pending?: boolean;
  /** Says that it cannot be done; the text tells why. */
  blocked?: boolean;
  /** When given, the person types this before the button works. */
  typeToConfirm?: string;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    opened,
    onClose,
    onConfirm,
    title,
    children,
    confirmLabel,
    danger,
    pending,
    blocked: refused = false,
    typeToConfirm,
  } = props;
  const [typed, setTyped] = useState("");
  const untyped = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;
  const blocked = refused || untyped;
  const close = () => {
    setTyped("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!blocked) onConfirm();
        }}
      >
        <div className={classes.text}>{children}</div>
        {typeToConfirm !== undefined && (
          <TextInput
            label={`Type “${typeToConfirm}” to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <div className={forms.actions}>
          <Button
            variant="default"
            onClick={close}
            data-autofocus={typeToConfirm === undefined || undefined}
          >
            Cancel
          </Button>
          <Button
            type="submit"
            color={danger ? "danger" : undefined}
            loading={pending}
            disabled={blocked}
          >
            {confirmLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
