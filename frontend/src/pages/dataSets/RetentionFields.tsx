/** What a data set is used for, how long it is kept, and where it may be. */
import { Checkbox, TextInput } from "@mantine/core";
import { TagsInput } from "@/ui/TagsInput";
import classes from "./data.module.css";
import type { Draft, ListDraft } from "./dataSetDraft";

interface KeepingFieldsProps {
  draft: Draft;
  fault: string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

export function RetentionFields({ draft, fault, onChange }: KeepingFieldsProps) {
  return (
    <>
      <ListField
        label="Purposes"
        none="No purpose decided"
        value={draft.purposes}
        onChange={(purposes) => onChange({ purposes })}
      />
      <div className={classes.field}>
        <TextInput
          label="Days until it is deleted everywhere"
          placeholder={draft.keptForever ? "Never deleted" : "Unknown"}
          inputMode="numeric"
          disabled={draft.keptForever}
          value={draft.keptForever ? "" : draft.retention}
          error={draft.keptForever ? undefined : fault}
          onChange={(event) => onChange({ retention: event.currentTarget.value.trim() })}
        />
        <Checkbox
          size="xs"
          label="It is never deleted"
          checked={draft.keptForever}
          onChange={(event) =>
            onChange({ keptForever: event.currentTarget.checked, retention: "" })
          }
        />
      </div>
      <ListField
        label="Regions it may be kept and read in"
        none="Anywhere"
        value={draft.residency}
        onChange={(residency) => onChange({ residency })}
      />
    </>
  );
}

interface ListFieldProps {
  label: string;
  /** What it means that the list is known to be empty. */
  none: string;
  value: ListDraft;
  onChange: (value: ListDraft) => void;
}

function ListField({ label, none, value, onChange }: ListFieldProps) {
  return (
    <div className={classes.field}>
      <TagsInput
        label={label}
        description="Press Enter after each."
        placeholder={value.items.length > 0 ? undefined : value.none ? none : "Unknown"}
        disabled={value.none}
        value={value.items}
        onChange={(items) => onChange({ items, none: false })}
      />
      {value.items.length === 0 && (
        <Checkbox
          size="xs"
          label={none}
          checked={value.none}
          onChange={(event) => onChange({ items: [], none: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
