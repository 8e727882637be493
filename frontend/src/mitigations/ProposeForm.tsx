/** Proposes a mitigation in one's own words. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { proposeMitigation } from "./actions/proposeMitigation";
import classes from "./card.module.css";

export function ProposeForm({ threat, onDone }: { threat: number; onDone: () => void }) {
  const { id } = useModel();
  const step = useStep(proposeMitigation, id);
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() === "") return;
    step.mutate(
      { threats: [threat], control: null, title: title.trim(), description: description.trim() },
      { onSuccess: onDone },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        required
        label="What will be done"
        placeholder="Remove the socket mount and use a rootless builder"
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label="Details"
        autosize
        minRows={3}
        maxRows={10}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={step.isPending}>
          Propose
        </Button>
      </div>
    </form>
  );
}
