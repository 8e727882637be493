/** Asks for a name and a text of something that is kept. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { fieldError } from "@/api/fieldError";
import forms from "./forms.module.css";
import { Modal } from "./Modal";

/** What the API keeps of names and texts. */
const NAME_LENGTH = 200;
const TEXT_LENGTH = 4000;

interface NamedDialogProps {
  title: string;
  /** The label of the text, and its name in the API. */
  text: { label: string; field: string; placeholder?: string };
  placeholder?: string;
  initial: { name: string; text: string };
  fault: Error | null;
  pending: boolean;
  /** More fields. */
  children?: ReactNode;
  onSave: (named: { name: string; text: string }) => void;
  onClose: () => void;
}

export function NameAndTextDialog(props: NamedDialogProps) {
  const {
    title,
    text: asked,
    placeholder,
    initial,
    fault,
    pending,
    children,
    onSave,
    onClose,
  } = props;
  const [name, setName] = useState(initial.name);
  const [text, setText] = useState(initial.text);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ name: name.trim(), text: text.trim() });
        }}
      >
        <TextInput
          label="Name"
          placeholder={placeholder}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(fault, "name")}
          maxLength={NAME_LENGTH}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          label={asked.label}
          placeholder={asked.placeholder}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={fieldError(fault, asked.field, false)}
          maxLength={TEXT_LENGTH}
          autosize
          minRows={2}
          maxRows={8}
        />
        {children}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={pending} disabled={!name.trim()}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
