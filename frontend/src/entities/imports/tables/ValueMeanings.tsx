/** What the values of a severity, status or kind column mean. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { ImportedTable } from "@/api/types";
import { SEVERITIES, SEVERITY_LABELS } from "@/model/graph/severity";
import { STATUSES, type ValueField } from "./tableFields";
import { MEANINGS_OF, type TableMapping } from "./tableMapping";
import classes from "./tables.module.css";

interface ValueMeaningsProps {
  column: ImportedTable["columns"][number];
  mapping: TableMapping;
  onChange: (field: ValueField, value: string, meaning: string) => void;
}

const SEVERITY_CHOICES = SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] }));

const OTHERWISE: Readonly<Record<ValueField, string>> = {
  severity: "Not set: medium",
  status: "Not set: open",
  kind: "Not set: workload",
};

export function ValueMeanings({ column, mapping, onChange }: ValueMeaningsProps) {
  const field = mapping.columns[column.heading] ?? "";
  const choices = useChoices(field);
  if (!isValueField(field)) return null;
  const given = mapping[MEANINGS_OF[field]];
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
          data={choices}
          value={given[text] ?? null}
          placeholder={OTHERWISE[field]}
          allowDeselect={false}
          searchable={field === "kind"}
          classNames={{ root: classes.value }}
          onChange={(meaning) => meaning && onChange(field, text, meaning)}
        />
      ))}
    </fieldset>
  );
}

function isValueField(field: string): field is ValueField {
  return Object.hasOwn(MEANINGS_OF, field);
}

function useChoices(field: string) {
  const catalogue = useQuery({ ...catalogueQuery(), enabled: field === "kind" }).data;
  if (field === "kind")
    return (catalogue?.kinds ?? []).map(({ id, label }) => ({ value: id, label }));
  return field === "severity" ? SEVERITY_CHOICES : STATUSES;
}
