/** Changes the name and description of a model. */
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { fieldError } from "../api/fieldError";
import { keys } from "../api/queries";
import type { ModelRow } from "../api/types";
import forms from "../ui/forms.module.css";

export default function RenameModelDialog({
  model,
  onClose,
}: {
  model: ModelRow;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [name, setName] = useState(model.name);
  const [description, setDescription] = useState(model.description);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/models/{model}/", {
          params: { path: { model: model.id } },
          body: { name: name.trim(), description: description.trim() },
        }),
      ),
    onSuccess: () => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.team(model.team.id) });
      void client.invalidateQueries({ queryKey: keys.model(model.id) });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Edit details">
      <form
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(save.error, "name")}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={fieldError(save.error, "description", false)}
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
