/** The form of an issue tracker: the connection, what issues say, and what follows from their status. */
import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Tracker } from "@/api/types";
import { FormAlert } from "@/ui/FormAlert";
import forms from "@/ui/forms.module.css";
import { LinkButton } from "@/ui/LinkButton";
import { ConnectionSection } from "./ConnectionSection";
import { StatusSection } from "./StatusSection";
import { TemplateSection } from "./TemplateSection";
import { draftOf, type TrackerDraft, type TrackerPartProps } from "./trackerDraft";
import classes from "./trackerForm.module.css";
import { useSaveTracker } from "./useSaveTracker";

interface TrackerFormProps {
  team: string;
  /** Absent for a new one. */
  tracker: Tracker | undefined;
}

export function TrackerForm({ team, tracker }: TrackerFormProps) {
  const [draft, setDraft] = useState(() => draftOf(tracker));
  const set = (change: Partial<TrackerDraft>) => setDraft((now) => ({ ...now, ...change }));
  const save = useSaveTracker(team, tracker, (saved) => setDraft(draftOf(saved)));
  const part: TrackerPartProps = { team, draft, set, error: save.error };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(draft);
  };
  return (
    <form className={classes.form} onSubmit={submit} autoComplete="off">
      <ConnectionSection {...part} tracker={tracker} replace={setDraft} />
      <TemplateSection {...part} />
      <StatusSection {...part} />
      <div className={classes.actions}>
        <FormAlert error={save.error} known={Object.keys(draft)} />
        <div className={forms.actions}>
          <LinkButton variant="default" to="/t/$team/settings" params={{ team }}>
            Cancel
          </LinkButton>
          <Button type="submit" loading={save.isPending}>
            {tracker ? "Save" : "Add and test"}
          </Button>
        </div>
      </div>
    </form>
  );
}
