/** Makes a model from files, or an empty one. */
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError, messageOf } from "../api/errors";
import { fieldError } from "../api/fieldError";
import { ChosenFiles } from "../imports/ChosenFiles";
import { DropArea } from "../imports/DropArea";
import { type Candidate, checkFiles, suggestName } from "../imports/files";
import forms from "../ui/forms.module.css";
import { useCreateModel } from "./useCreateModel";

interface NewModelDialogProps {
  team: string;
  files: readonly Candidate[];
  onFiles: (files: Candidate[]) => void;
  onClose: () => void;
}

export default function NewModelDialog({ team, files, onFiles, onClose }: NewModelDialogProps) {
  // null until somebody types: until then the name follows the files.
  const [typed, setTyped] = useState<string | null>(null);
  const [description, setDescription] = useState("");
  const checked = checkFiles(files);
  const name = typed ?? suggestName(checked.accepted.map((one) => one.path));
  const create = useCreateModel(team);
  const ready = name.trim() !== "" && checked.problems.length === 0;
  const general =
    create.error instanceof ApiError && create.error.fields.name ? null : create.error;
  return (
    <Modal opened onClose={onClose} title="New model" size="lg">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready)
            create.mutate({
              name: name.trim(),
              description: description.trim(),
              files: checked.accepted,
            });
        }}
      >
        {checked.accepted.length > 0 && (
          <ChosenFiles
            checked={checked}
            onRemove={(one) => onFiles(files.filter((file) => file.path !== one.path))}
          />
        )}
        <DropArea
          size={files.length > 0 ? "slim" : "compact"}
          onFiles={(more) => onFiles([...files, ...more])}
        />
        <TextInput
          label="Name"
          placeholder="Web shop"
          value={name}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={fieldError(create.error, "name", false)}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          label="Description"
          description="Optional: what the system does and who uses it"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          maxLength={4000}
          autosize
          minRows={2}
          maxRows={6}
        />
        {general && (
          <p role="alert" className={forms.fault}>
            {messageOf(general)}
          </p>
        )}
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready} loading={create.isPending}>
            {checked.accepted.length > 0 ? "Create and import" : "Create empty model"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
