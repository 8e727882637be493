/** The people of the team in the menu of an owner; read when the menu is opened, not for every row. */
import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { Person } from "@/api/types";
import { PersonAvatar } from "./PersonAvatar";
import { usePeople } from "./usePeople";

interface OwnerChoicesProps {
  owner: Person | null;
  onChoose: (owner: Person | null) => void;
}

export function OwnerChoices({ owner, onChoose }: OwnerChoicesProps) {
  const people = usePeople();
  const give = (next: Person | null): void => {
    if (next?.id !== owner?.id) onChoose(next);
  };
  return (
    <>
      {people.map((person) => (
        <Menu.Item
          key={person.id}
          rightSection={person.id === owner?.id ? <IconCheck size={14} aria-hidden="true" /> : null}
          onClick={() => give(person)}
        >
          <PersonAvatar person={person} size={20} withName />
        </Menu.Item>
      ))}
      {owner && <Menu.Divider />}
      {owner && <Menu.Item onClick={() => give(null)}>No owner</Menu.Item>}
    </>
  );
}
