/** Which compose profiles are switched on for an import; shown when the files name any. */
import { Checkbox } from "@mantine/core";
import type { Profile } from "@/api/types";
import { startedServicesText } from "./composeProfiles";
import classes from "./imports.module.css";

interface ProfileChoiceProps {
  profiles: readonly Profile[];
  value: string[];
  onChange: (names: string[]) => void;
}

export function ProfileChoice({ profiles, value, onChange }: ProfileChoiceProps) {
  if (profiles.length === 0) return null;
  return (
    <Checkbox.Group
      label="Profiles to switch on"
      description="Services of the other profiles are drawn without calls."
      value={value}
      onChange={onChange}
      size="sm"
    >
      <div className={classes.scopes}>
        {profiles.map((one) => (
          <Checkbox
            key={one.name}
            value={one.name}
            label={one.name}
            description={startedServicesText(one.services)}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}
