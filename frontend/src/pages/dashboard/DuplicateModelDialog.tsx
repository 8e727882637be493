/** Copies one model of the list. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldError } from "@/api/fieldError";
import type { ModelRow } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { Modal } from "@/ui/Modal";
import { WithDecisions } from "./CopyModelFields";
import { copyName } from "./newModelOptions";
import { useCreateModel } from "./useCreateModel";

export default function DuplicateModelDialog({
  model,
  onClose,
}: {
  model: ModelRow;
  onClose: () => void;
}) {
  const [name, setName] = useState(copyName(model.name));
  const [withDecisions, setWithDecisions] = useState(false);
  const { create } = useCreateModel(model.team.id);
  return (
    <Modal opened onClose={onClose} title={`Duplicate ${model.name}`}>
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          const { id: copyOf, description } = model;
          create.mutate({ name: name.trim(), description, copyOf, withDecisions });
        }}
      >
        <TextInput
          label="Name of the copy"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(create.error, "name")}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <WithDecisions checked={withDecisions} onChange={setWithDecisions} />
        <div className={forms.actions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            Duplicate
          </Button>
        </div>
      </form>
    </Modal>
  );
}
