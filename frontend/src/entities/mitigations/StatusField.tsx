/** The status of a mitigation, changed in place; to verify it by hand asks what was checked. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { Mitigation, MitigationStatus } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { choosableStatuses } from "@/model/labels/mitigations";
import { hasRole } from "@/session/roles";
import { useModel } from "@/session/useModel";
import classes from "./fields.module.css";
import { useStatusChange } from "./useStatusChange";

export function StatusField({ mitigation }: { mitigation: Mitigation }) {
  const { canEdit } = useModel();
  if (!canEdit) return <StatusBadge status={mitigation.status} />;
  return <EditableStatus mitigation={mitigation} />;
}

function EditableStatus({ mitigation }: { mitigation: Mitigation }) {
  const { set, dialogs } = useStatusChange(mitigation);
  return (
    <>
      <StatusMenu mitigation={mitigation} onChoose={set} />
      {dialogs}
    </>
  );
}

interface StatusMenuProps {
  mitigation: Mitigation;
  onChoose: (status: MitigationStatus) => void;
}

function StatusMenu({ mitigation: { number, status }, onChoose }: StatusMenuProps) {
  const { role } = useModel();
  return (
    <Menu position="bottom-start" width={190}>
      <Menu.Target>
        <UnstyledButton className={classes.field}>
          <VisuallyHidden>Status of M{number}: </VisuallyHidden>
          <StatusBadge status={status} />
          <IconChevronDown className={classes.chevron} size={13} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {choosableStatuses(hasRole(role, "approver"), status).map((one) => (
          <Menu.Item
            key={one}
            rightSection={one === status ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => one !== status && onChoose(one)}
          >
            <StatusBadge status={one} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
