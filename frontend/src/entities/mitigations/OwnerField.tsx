/** Who has a mitigation, changed in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconUserPlus } from "@tabler/icons-react";
import type { Mitigation, Person } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { usePeople } from "@/entities/people/usePeople";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { setMitigationOwner } from "./actions/setMitigationOwner";
import classes from "./fields.module.css";

export function OwnerField({ mitigation }: { mitigation: Mitigation }) {
  const { canEdit } = useModel();
  const { number, owner } = mitigation;
  if (!canEdit) return owner ? <PersonAvatar person={owner} size={20} withName /> : <Nobody />;
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.field}>
          <VisuallyHidden>Owner of M{number}: </VisuallyHidden>
          {owner ? <PersonAvatar person={owner} size={20} withName /> : <Nobody />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        <Choices mitigation={mitigation} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The people of the team; read when the menu is opened, not for every row. */
function Choices({ mitigation }: { mitigation: Mitigation }) {
  const { id } = useModel();
  const people = usePeople();
  const step = useUndoableMutation(setMitigationOwner, id);
  const { number, owner } = mitigation;
  const give = (next: Person | null): void => {
    if (next?.id !== owner?.id) step.mutate({ number, owner: next, before: owner });
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
