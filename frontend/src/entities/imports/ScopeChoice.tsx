/** What becomes of parts of the model that the files do not describe. */
import { Radio } from "@mantine/core";
import classes from "./imports.module.css";
import type { ImportScope } from "./uploadFiles";

interface ScopeChoiceProps {
  value: ImportScope;
  onChange: (scope: ImportScope) => void;
}

export function ScopeChoice({ value, onChange }: ScopeChoiceProps) {
  return (
    <Radio.Group
      label="What is missing from these files"
      value={value}
      onChange={(next) => onChange(next as ImportScope)}
      size="sm"
    >
      <div className={classes.scopes}>
        <Radio
          value="files"
          label="Stays as it is"
          description="The files describe a part of the system"
        />
        <Radio
          value="all"
          label="Is marked as removed"
          description="The files describe the whole system"
        />
      </div>
    </Radio.Group>
  );
}
