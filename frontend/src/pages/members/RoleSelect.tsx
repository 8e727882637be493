/** Chooses a role, with what each may do. */
import { Select } from "@mantine/core";
import type { Role } from "@/api/types";
import { ROLE_OPTIONS, ROLES } from "@/session/roles";
import classes from "./RoleSelect.module.css";

interface RoleSelectProps {
  value: Role;
  onChange: (role: Role) => void;
  /** The visible label; without one, `name` labels it for screen readers. */
  label?: string;
  name?: string;
  disabled?: boolean;
  error?: string | null;
}

export function RoleSelect({
  value,
  onChange,
  label,
  name,
  disabled = false,
  error = null,
}: RoleSelectProps) {
  return (
    <Select
      label={label}
      aria-label={label ? undefined : name}
      data={ROLE_OPTIONS}
      value={value}
      onChange={(next) => next && next !== value && onChange(next as Role)}
      disabled={disabled}
      error={error}
      comboboxProps={{ width: 360, position: "bottom-start" }}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{option.label}</span>
          <span className={classes.can}>{ROLES[option.value as Role].permissions}</span>
        </span>
      )}
    />
  );
}
