/** Who has a mitigation, changed in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconUserPlus } from "@tabler/icons-react";
import type { Mitigation, Person } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import classes from "./fields.module.css";
import { useMitigationChange } from "./useMitigationChange";

export function OwnerField({ mitigation }: { mitigation: Mitigation }) {
  const { canEdit } = useModel();
  const { owner } = mitigation;
  if (!canEdit) return owner ? <PersonAvatar person={owner} size={20} withName /> : <Nobody />;
  return <OwnerMenu mitigation={mitigation} />;
}

function OwnerMenu({ mitigation }: { mitigation: Mitigation }) {
  const { number, owner } = mitigation;
  const { change, conflict } = useMitigationChange(mitigation);
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.field}>
            <VisuallyHidden>Owner of M{number}: </VisuallyHidden>
            {owner ? <PersonAvatar person={owner} size={20} withName /> : <Nobody />}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
          <Choices owner={owner} onChoose={(next) => change({ owner: next })} />
        </Menu.Dropdown>
      </Menu>
      {conflict}
    </>
  );
}

interface ChoicesProps {
  owner: Person | null;
  onChoose: (owner: Person | null) => void;
}

/** The people of the team; read when the menu is opened, not for every row. */
function Choices({ owner, onChoose }: ChoicesProps) {
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

function Nobody() {
  return (
    <span className={classes.empty}>
      <IconUserPlus size={15} stroke={1.6} aria-hidden="true" />
      No owner
    </span>
  );
}
