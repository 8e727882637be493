/** Gives the selected threats to a member of the team. */
import { useState } from "react";
import { NOBODY } from "@/entities/people/MemberSelect";
import { usePeople } from "@/entities/people/usePeople";
import { PersonSelect } from "./PersonSelect";
import { TriageFormFrame } from "./TriageFormFrame";
import type { TriageFormProps } from "./triageForm";

export function AssignForm({ isPending, submit, onCancel }: TriageFormProps) {
  const people = usePeople();
  const [person, setPerson] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const onSubmit = (): void => {
    if (person === null) {
      setRefused(true);
      return;
    }
    const name = people.find((one) => one.id === person)?.name;
    const done = name ? `Assigned to ${name}` : "Unassigned";
    submit({ owner: person === NOBODY ? null : person }, done);
  };
  return (
    <TriageFormFrame submitLabel="Assign" {...{ isPending, onSubmit, onCancel }}>
      <PersonSelect
        autoFocus
        label="Owner"
        nobody="No owner"
        value={person}
        error={refused && person === null && "Choose a member"}
        onChange={setPerson}
      />
    </TriageFormFrame>
  );
}
