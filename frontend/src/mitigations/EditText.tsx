/** Edits the title and description of a mitigation. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Mitigation } from "../api/types";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { editMitigation } from "./actions/editMitigation";
import classes from "./card.module.css";

export function EditText({ mitigation, onDone }: { mitigation: Mitigation; onDone: () => void }) {
  const { id } = useModel();
  const step = useStep(editMitigation, id);
  const before = { title: mitigation.title, description: mitigation.description };
  const [title, setTitle] = useState(before.title);
  const [description, setDescription] = useState(before.description);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const text = { title: title.trim(), description: description.trim() };
    if (text.title === "") return;
    step.mutate({ number: mitigation.number, text, before }, { onSuccess: onDone });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        required
        label="Title"
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label="Description"
        autosize
        minRows={5}
        maxRows={18}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={step.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
