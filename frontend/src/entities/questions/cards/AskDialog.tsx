/** Chooses the member of the team who is asked; they get a notice. */
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { membersQuery } from "@/api/queries";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import { Modal } from "@/ui/Modal";
import classes from "./cards.module.css";

interface AskDialogProps {
  about: string;
  onClose: () => void;
  onAsk: (to: { id: string; name: string }) => void;
}

export default function AskDialog({ about, onClose, onAsk }: AskDialogProps) {
  const { row } = useModel();
  const members = useQuery({ ...membersQuery(row?.team.id ?? ""), enabled: row !== undefined });
  const [chosen, setChosen] = useState<string | null>(null);
  // Viewers cannot answer.
  const people = (members.data?.results ?? []).filter((one) => hasRole(one.role, "editor"));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const person = people.find((one) => one.user.id === chosen)?.user;
    if (!person) return;
    onClose();
    onAsk(person);
  };
  return (
    <Modal opened onClose={onClose} title="Ask a team member">
      <form className={classes.ask} onSubmit={submit}>
        <p className={classes.askAbout}>{about}</p>
        <Select
          data-autofocus
          searchable
          openOnFocus={false}
          label="Team member"
          placeholder="Choose"
          nothingFoundMessage="No member who can edit"
          error={members.error ? "The members could not be loaded" : undefined}
          data={people.map(({ user }) => ({ value: user.id, label: user.name || user.email }))}
          value={chosen}
          onChange={setChosen}
        />
        <p className={classes.askNote}>They get a notice. Their answer closes the question.</p>
        <div className={classes.askActions}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={chosen === null}>
            Ask
          </Button>
        </div>
      </form>
    </Modal>
  );
}
