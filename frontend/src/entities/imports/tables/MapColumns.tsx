/** A person says what the columns of one table hold, and sees what becomes of its first rows. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ImportedTable } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { MappedRows } from "./MappedRows";
import {
  FIELDS,
  mappingProblem,
  suggestedMapping,
  type TableMapping,
  tableKey,
  tableTitle,
  withField,
  withMeaning,
} from "./tableMapping";
import classes from "./tables.module.css";
import type { Tables } from "./useTables";
import { ValueMeanings } from "./ValueMeanings";

interface MapColumnsProps {
  tables: Tables;
  table: ImportedTable;
}

export function MapColumns({ tables, table }: MapColumnsProps) {
  const key = tableKey(table);
  return (
    <MappingForm
      key={key}
      table={table}
      mapping={tables.mappings[key]}
      onSave={(mapping) => tables.save(table, mapping)}
      onCancel={tables.close}
    />
  );
}

interface MappingFormProps {
  table: ImportedTable;
  mapping: TableMapping | undefined;
  onSave: (mapping: TableMapping) => void;
  onCancel: () => void;
}

function MappingForm({ table, mapping, onSave, onCancel }: MappingFormProps) {
  const [draft, setDraft] = useState(() => mapping ?? suggestedMapping(table));
  const problem = mappingProblem(draft);
  const columns = table.columns.map((column, at) => ({ at, column }));
  return (
    <section className={forms.form} aria-label={`Columns of ${tableTitle(table)}`}>
      <p className={classes.about}>
        <strong>{tableTitle(table)}</strong>
        <span className={classes.state}>
          Say what each column holds. Your team keeps it for tables with the same headings.
        </span>
      </p>
      <ul className={classes.columns}>
        {columns.map(({ at, column }) => (
          <li key={at} className={classes.column}>
            <Select
              label={column.heading}
              description={examples(table, at)}
              data={FIELDS}
              value={draft.columns[column.heading] ?? null}
              allowDeselect={false}
              classNames={{ root: classes.field }}
              onChange={(field) => field && setDraft(withField(draft, column.heading, field))}
            />
            <ValueMeanings
              column={column}
              mapping={draft}
              onChange={(field, value, meaning) =>
                setDraft(withMeaning(draft, field, value, meaning))
              }
            />
          </li>
        ))}
      </ul>
      <MappedRows table={table} mapping={draft} />
      <TextInput
        label="Name of the table"
        description="Rows stay known by this name and their ID, or by title and element without IDs. Keep it when the file has a new name."
        value={draft.name ?? table.name}
        maxLength={200}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      {problem && (
        <p role="alert" className={forms.fault}>
          {problem}
        </p>
      )}
      <div className={forms.stickyActions}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button disabled={problem !== ""} onClick={() => onSave(draft)}>
          Use this mapping
        </Button>
      </div>
    </section>
  );
}

/** "SQL injection · Open redirect": what the first rows have in a column. */
function examples(table: ImportedTable, at: number): string {
  const texts = table.rows.map((cells) => cells[at] ?? "").filter(Boolean);
  return [...new Set(texts)].slice(0, 3).join(" · ") || "Empty in the first rows";
}
