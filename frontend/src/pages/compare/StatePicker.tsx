/** Chooses one of the states of the architecture: now, a version, an import, or the change that is chosen already. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { driftQuery, versionsQuery } from "@/entities/history/queries";
import { stateOptions } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";

interface StatePickerProps {
  label: string;
  value: string;
  onChange: (name: string) => void;
}

export function StatePicker({ label, value, onChange }: StatePickerProps) {
  const { id } = useModel();
  const versions = useQuery(versionsQuery(id)).data?.results ?? [];
  const drift = useQuery(driftQuery(id)).data;
  return (
    <Select
      label={label}
      data={stateOptions(versions, { import: Boolean(drift?.latest_import) }, [value])}
      value={value}
      onChange={(name) => name && onChange(name)}
      allowDeselect={false}
      searchable={versions.length > 8}
      comboboxProps={{ withinPortal: true }}
      nothingFoundMessage="No such version"
    />
  );
}
