/** The fields of an attacker. */
import { MultiSelect, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { fieldError } from "@/api/fieldError";
import type { AttackerValues } from "@/api/types";
import { attackersQuery } from "@/entities/attackPaths/queries";
import { DIFFICULTIES } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import { AttackerStartsField } from "./AttackerStartsField";
import { RESOURCES } from "./attackerAndJewelDrafts";

interface AttackerFieldsProps {
  draft: AttackerValues;
  fault: Error | null;
  onChange: (part: Partial<AttackerValues>) => void;
}

const NAME_LENGTH = 200;
const ABOUT_LENGTH = 2000;
type Skill = AttackerValues["skill"];
const SKILLS = (Object.keys(DIFFICULTIES) as Skill[]).map((value) => ({
  value,
  label: DIFFICULTIES[value],
}));

export function AttackerFields(props: AttackerFieldsProps) {
  const { draft, fault, onChange } = props;
  return (
    <>
      <TextInput
        data-autofocus
        required
        withAsterisk={false}
        label="Name"
        placeholder="A former supplier"
        maxLength={NAME_LENGTH}
        value={draft.name}
        error={fieldError(fault, "name", false)}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={ABOUT_LENGTH}
        value={draft.about ?? ""}
        error={fieldError(fault, "about", false)}
        onChange={(event) => onChange({ about: event.currentTarget.value })}
      />
      <TextInput
        label="Motive"
        maxLength={NAME_LENGTH}
        value={draft.motive ?? ""}
        error={fieldError(fault, "motive", false)}
        onChange={(event) => onChange({ motive: event.currentTarget.value })}
      />
      <Means {...props} />
      <Starts {...props} />
    </>
  );
}

/** What they are able to do, and whether that counts. */
function Means({ draft, fault, onChange }: AttackerFieldsProps) {
  return (
    <>
      <Select
        label="Hardest step"
        description="They take no step that is harder."
        allowDeselect={false}
        data={SKILLS}
        value={draft.skill}
        error={fieldError(fault, "skill", false)}
        onChange={(skill) => skill && onChange({ skill: skill as Skill })}
      />
      <Select
        label="Resources"
        allowDeselect={false}
        data={[...RESOURCES]}
        value={draft.resources ?? ""}
        onChange={(resources) =>
          onChange({ resources: (resources ?? "") as NonNullable<AttackerValues["resources"]> })
        }
      />
      <Switch
        label="Counts"
        description="Their paths count in scores, exposure and fixes. Leave it off for an assumed start, such as a compromised workload."
        checked={draft.counts}
        onChange={(event) => onChange({ counts: event.currentTarget.checked })}
      />
      <Switch
        label="Enabled"
        description="Paths of this attacker are computed."
        checked={draft.enabled ?? true}
        onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
      />
    </>
  );
}

function Starts({ draft, fault, onChange }: AttackerFieldsProps) {
  const { id } = useModel();
  const rules = useQuery(attackersQuery(id)).data?.start_rules ?? [];
  return (
    <>
      <MultiSelect
        label="Starts by rule"
        description="Every element of these kinds is an entry point."
        data={rules.map(({ id: value, title }) => ({ value, label: title }))}
        value={draft.start_rules ?? []}
        error={fieldError(fault, "start_rules", false)}
        onChange={(start_rules) => onChange({ start_rules })}
      />
      <AttackerStartsField
        value={draft.starts ?? []}
        error={fieldError(fault, "starts", false)}
        onChange={(starts) => onChange({ starts })}
      />
    </>
  );
}
