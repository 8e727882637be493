/** The status of a mitigation, changed in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { Mitigation } from "../api/types";
import { choosableStatuses } from "../model/mitigations";
import { StatusBadge } from "../ui/StatusBadge";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { setMitigationStatus } from "./actions/setMitigationStatus";
import classes from "./fields.module.css";

export function StatusField({ mitigation }: { mitigation: Mitigation }) {
  const { id, role, canEdit } = useModel();
  const step = useStep(setMitigationStatus, id);
  const { number, status } = mitigation;
  if (!canEdit) return <StatusBadge status={status} />;
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
        {choosableStatuses(role, status).map((one) => (
          <Menu.Item
            key={one}
            rightSection={one === status ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => one !== status && step.mutate({ number, status: one, before: status })}
          >
            <StatusBadge status={one} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
