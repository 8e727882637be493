/** What the values of a severity or status column mean. */
import { Select } from "@mantine/core";
import type { ImportedTable } from "@/api/types";
import { SEVERITIES, SEVERITY_LABELS } from "@/model/graph/severity";
import { STATUSES, type TableMapping, type ValueField } from "./tableMapping";
import classes from "./tables.module.css";

interface ValueMeaningsProps {
  column: ImportedTable["columns"][number];
  mapping: TableMapping;
  onChange: (field: ValueField, value: string, meaning: string) => void;
}

const MEANINGS = {
  severity: SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] })),
  status: STATUSES,
} as const;

const OTHERWISE = { severity: "Not set: medium", status: "Not set: open" } as const;

export function ValueMeanings({ column, mapping, onChange }: ValueMeaningsProps) {
  const field = mapping.columns[column.heading];
  if (field !== "severity" && field !== "status") return null;
  const given = field === "severity" ? mapping.severities : mapping.statuses;
  return (
    <fieldset className={classes.values} aria-label={`Values of ${column.heading}`}>
      {column.values.length === 0 && (
        <p className={classes.state}>Too many values to map: known words are read.</p>
      )}
      {column.values.map(({ text }) => (
        <Select
          key={text}
          size="xs"
          label={text}
          data={MEANINGS[field]}
          value={given[text] ?? null}
          placeholder={OTHERWISE[field]}
          allowDeselect={false}
          classNames={{ root: classes.value }}
          onChange={(meaning) => meaning && onChange(field, text, meaning)}
        />
      ))}
    </fieldset>
  );
}
