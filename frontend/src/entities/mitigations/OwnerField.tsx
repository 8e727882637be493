/** Who has a mitigation, changed in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import type { Mitigation } from "@/api/types";
import { OwnerChoices } from "@/entities/people/OwnerChoices";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
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
          <OwnerChoices owner={owner} onChoose={(next) => change({ owner: next })} />
        </Menu.Dropdown>
      </Menu>
      {conflict}
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
