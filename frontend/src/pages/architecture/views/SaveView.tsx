/** Gives what is shown now a name. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { messageOf } from "@/api/errors";
import type { ViewDocument } from "@/model/canvas/savedFilters";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import type { ViewChanges } from "./useViewChanges";
import classes from "./views.module.css";

interface SaveViewProps {
  create: ViewChanges["create"];
  shown: () => ViewDocument;
}

export function SaveView({ create, shown }: SaveViewProps) {
  const { role } = useModel();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    const view = { name: name.trim(), shared, document: shown() };
    create.mutate(view, { onSuccess: () => setName("") });
  };
  return (
    <form className={classes.save} onSubmit={submit}>
      <div className={classes.saveLine}>
        <TextInput
          className={classes.saveName}
          size="xs"
          aria-label="Name of the view"
          placeholder="Name what you see now"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error ? messageOf(create.error) : undefined}
          maxLength={80}
        />
        <Button size="xs" type="submit" disabled={!name.trim()} loading={create.isPending}>
          Save
        </Button>
      </div>
      {hasRole(role, "editor") && (
        <Checkbox
          size="xs"
          label="Share with the team"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
      )}
    </form>
  );
}
