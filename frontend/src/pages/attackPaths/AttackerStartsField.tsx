/** Elements at which an attacker starts, each with what the attacker has of it. */
import { Button, CloseButton, Input, Select } from "@mantine/core";
import { useState } from "react";
import type { AttackerValues } from "@/api/types";
import { PathEndSelect } from "@/entities/attackPaths/PathEndSelect";
import { isLevel, LEVEL_CHOICES } from "@/model/labels/attackPaths";
import classes from "./startsField.module.css";

type Starts = NonNullable<AttackerValues["starts"]>;

interface StartsFieldProps {
  value: Starts;
  error: string | null;
  onChange: (starts: Starts) => void;
}

export function AttackerStartsField({ value, error, onChange }: StartsFieldProps) {
  const [adding, setAdding] = useState(false);
  const replace = (index: number, part: Partial<Starts[number]>): void =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Input.Wrapper
      label="Starts at"
      labelElement="div"
      description="Single elements that the attacker controls from the beginning."
      error={error}
    >
      <ul className={classes.starts}>
        {value.map((start, index) => (
          <li key={`${start.uid} ${start.level}`} className={classes.start}>
            <PathEndSelect
              label={`Element ${index + 1}`}
              types={["element"]}
              value={{ type: "element", id: start.uid }}
              onChange={({ id }) => replace(index, { uid: id })}
            />
            <Select
              label="who can"
              allowDeselect={false}
              data={[...LEVEL_CHOICES]}
              value={start.level}
              onChange={(level) => isLevel(level) && replace(index, { level })}
            />
            <CloseButton
              aria-label={`Remove element ${index + 1}`}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            />
          </li>
        ))}
        {adding && (
          <li className={classes.start}>
            <PathEndSelect
              label={`Element ${value.length + 1}`}
              placeholder="Choose an element"
              types={["element"]}
              value={null}
              onChange={({ id }) => {
                onChange([...value, { uid: id, level: "execute" }]);
                setAdding(false);
              }}
            />
          </li>
        )}
      </ul>
      {!adding && (
        <Button size="compact-sm" variant="default" mt={6} onClick={() => setAdding(true)}>
          Add an element
        </Button>
      )}
    </Input.Wrapper>
  );
}
