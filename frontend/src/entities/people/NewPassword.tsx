/** A field for a new password, with its rules ticked off while somebody types. */
import { PasswordInput } from "@mantine/core";
import { IconCheck, IconPointFilled } from "@tabler/icons-react";
import { useId } from "react";
import classes from "./NewPassword.module.css";
import { passwordRules } from "./passwordRules";

interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Name and address, which the password must not contain. */
  personal: readonly string[];
  error: string | null;
}

export function NewPassword({ label, value, onChange, personal, error }: NewPasswordProps) {
  const rules = useId();
  return (
    <div>
      <PasswordInput
        label={label}
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        aria-describedby={rules}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        required
        withAsterisk={false}
      />
      <ul id={rules} className={classes.rules}>
        {passwordRules(value, personal).map((rule) => (
          <li key={rule.text} className={classes.rule} data-met={rule.met}>
            {rule.met ? (
              <IconCheck size={14} aria-hidden="true" />
            ) : (
              <IconPointFilled size={14} aria-hidden="true" />
            )}
            {rule.text}
            {rule.met && <span className={classes.hidden}>(met)</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
