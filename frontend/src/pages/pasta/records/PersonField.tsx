/** A member of the team, or none. */
import { Select } from "@mantine/core";
import { usePeople } from "@/entities/people/usePeople";

interface PersonFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: string;
  onChange: (value: string) => void;
}

export function PersonField({ value, onChange, ...shared }: PersonFieldProps) {
  const people = usePeople();
  return (
    <Select
      {...shared}
      placeholder="No owner"
      clearable
      searchable
      data={people.map((person) => ({ value: person.id, label: person.name || person.email }))}
      value={value || null}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}
