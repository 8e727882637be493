/** Gives a state a name, or changes the name and the note of a version. */
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "../api/fieldError";
import type { Version } from "../api/types";
import forms from "../ui/forms.module.css";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { saveVersion } from "./actions/saveVersion";

interface VersionDialogProps {
  /** The version to change; null for a new one. */
  version: Version | null;
  /** The state of a new version; null for the newest. */
  seq: number | null;
  onClose: () => void;
}

export default function VersionDialog({ version, seq, onClose }: VersionDialogProps) {
  const { id } = useModel();
  const save = useStep(saveVersion, id);
  const [name, setName] = useState(version?.name ?? "");
  const [note, setNote] = useState(version?.note ?? "");
  const submit = () =>
    save.mutate(
      { id: version?.id ?? null, name: name.trim(), note: note.trim(), seq },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={titleOf(version, seq)}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label="Name"
          placeholder="Release 1.4"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(save.error, "name")}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          label="Note"
          placeholder="What this version is about"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={fieldError(save.error, "note", false)}
          maxLength={4000}
          autosize
          minRows={2}
          maxRows={8}
        />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function titleOf(version: Version | null, seq: number | null): string {
  if (version) return "Edit version";
  return seq === null ? "Save version" : `Save change ${seq} as version`;
}
