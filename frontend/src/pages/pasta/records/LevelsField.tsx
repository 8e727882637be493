/** What each level of impact means, in words. */
import { Input, TextInput } from "@mantine/core";
import { IMPACT_LEVELS } from "../recordKinds";
import classes from "./record.module.css";

interface LevelsFieldProps {
  label: string;
  description?: string | undefined;
  error: string | null;
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}

const LENGTH = 500;

export function LevelsField({ label, description, error, value, onChange }: LevelsFieldProps) {
  return (
    <Input.Wrapper component="fieldset" className={classes.levels} error={error}>
      <legend className={classes.legend}>{label}</legend>
      {description && <p className={classes.about}>{description}</p>}
      {IMPACT_LEVELS.map((level, index) => (
        <TextInput
          key={level}
          size="xs"
          label={level}
          classNames={{ root: classes.level, label: classes.levelName }}
          maxLength={LENGTH}
          value={value[index] ?? ""}
          onChange={(event) =>
            onChange(value.map((text, at) => (at === index ? event.currentTarget.value : text)))
          }
        />
      ))}
    </Input.Wrapper>
  );
}
