/** Applies any control that the team has to a threat: chosen by its title, read before it is proposed. */
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { everyControlQuery } from "@/entities/controls/queries";
import { useModel } from "@/session/useModel";
import forms from "@/ui/forms.module.css";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { proposeMitigation } from "./actions/proposeMitigation";
import classes from "./attach.module.css";

export function ApplyControlForm({ threat, onDone }: { threat: number; onDone: () => void }) {
  const { id, row } = useModel();
  const team = row?.team.id ?? "";
  const query = useQuery({ ...everyControlQuery(team), enabled: team !== "" });
  const controls = query.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const control = controls.find((one) => one.id === chosen);
  const step = useUndoableMutation(proposeMitigation, id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!control) return;
    const { title, how: description } = control;
    step.mutate(
      { threats: [threat], control: control.id, title, description },
      { onSuccess: onDone },
    );
  };
  const choices = (origin: "team" | "built-in") =>
    controls
      .filter((one) => one.origin === origin)
      .map(({ id: value, title }) => ({ value, label: title }));
  return (
    <form className={forms.form} onSubmit={submit}>
      <Select
        data-autofocus
        label="Control"
        required
        searchable
        limit={80}
        data={[
          { group: "This team", items: choices("team") },
          { group: "Library", items: choices("built-in") },
        ].filter(({ items }) => items.length > 0)}
        nothingFoundMessage={query.data ? "No control has these words." : "Loading controls"}
        value={chosen}
        onChange={setChosen}
      />
      {control && <p className={classes.how}>{control.how}</p>}
      <div className={forms.actions}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={!control} loading={step.isPending}>
          Propose
        </Button>
      </div>
    </form>
  );
}
