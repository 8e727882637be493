/** Gives what is shown now a name. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { messageOf } from "@/api/errors";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import type { ViewChanges } from "./useViewChanges";
import type { ViewedPage } from "./viewedPage";
import { VIEW_KINDS } from "./viewKinds";
import classes from "./views.module.css";

interface SaveViewProps {
  page: ViewedPage;
  create: ViewChanges["create"];
}

export function SaveView({ page, create }: SaveViewProps) {
  const { role } = useModel();
  const { kind, suggestedName = "" } = page;
  const { one, naming } = VIEW_KINDS[kind];
  const [typed, setName] = useState<string | null>(null);
  const name = typed ?? suggestedName;
  const [shared, setShared] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    const view = { shows: kind, name: name.trim(), shared, document: page.shown() };
    create.mutate(view, { onSuccess: () => setName("") });
  };
  return (
    <form className={classes.save} onSubmit={submit}>
      <div className={classes.saveLine}>
        <TextInput
          className={classes.saveName}
          size="xs"
          aria-label={`Name of the ${one}`}
          placeholder={naming}
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
