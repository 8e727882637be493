/** An estimate of a mitigation (its effort, how much of the risk it removes), chosen in place. */
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { Mitigation } from "@/api/types";
import { EFFORT_LABELS, REDUCTION_LABELS } from "@/model/labels/mitigations";
import { useModel } from "@/session/useModel";
import classes from "./fields.module.css";
import { useMitigationChange } from "./useMitigationChange";

const FIELDS = {
  effort: { label: "Effort", none: "Not estimated", options: EFFORT_LABELS },
  reduction: { label: "Expected risk reduction", none: "Not stated", options: REDUCTION_LABELS },
} as const;

interface EstimateMenuProps {
  mitigation: Mitigation;
  field: keyof typeof FIELDS;
}

export function EstimateMenu({ mitigation, field }: EstimateMenuProps) {
  const { canEdit } = useModel();
  const { label, none, options } = FIELDS[field];
  const { change, conflict } = useMitigationChange(mitigation);
  const chosen = mitigation[field];
  const words = Object.entries(options).find(([value]) => value === chosen)?.[1];
  const shown = words ?? <span className={classes.empty}>{none}</span>;
  if (!canEdit) return shown;
  const choose = (value: string): void => {
    if (value !== chosen) change({ [field]: value });
  };
  return (
    <>
      <Menu position="bottom-start" width={190}>
        <Menu.Target>
          <UnstyledButton className={classes.field}>
            <VisuallyHidden>
              {label} of M{mitigation.number}:{" "}
            </VisuallyHidden>
            {shown}
            <IconChevronDown className={classes.chevron} size={13} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(options).map(([value, text]) => (
            <Menu.Item
              key={value}
              rightSection={value === chosen ? <IconCheck size={14} aria-hidden="true" /> : null}
              onClick={() => choose(value)}
            >
              {text}
            </Menu.Item>
          ))}
          {chosen && <Menu.Divider />}
          {chosen && <Menu.Item onClick={() => choose("")}>{none}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {conflict}
    </>
  );
}
