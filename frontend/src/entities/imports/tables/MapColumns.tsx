/** A person says what the columns of one table hold, and sees what becomes of its first rows. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ImportedTable } from "@/api/types";
import forms from "@/ui/forms.module.css";
import { MappedRows } from "./MappedRows";
import { FIELDS, LISTS, type Lists } from "./tableFields";
import {
  mappingProblem,
  suggestedMapping,
  type TableMapping,
  tableKey,
  tableTitle,
  withField,
  withLists,
  withMeaning,
} from "./tableMapping";
import classes from "./tables.module.css";
import type { Tables } from "./useTables";
import { ValueMeanings } from "./ValueMeanings";

interface MapColumnsProps {
  tables: Tables;
  table: ImportedTable;
}

const KNOWN_BY: Readonly<Record<Exclude<Lists, "nothing">, string>> = {
  threats:
    "Rows stay known by this name and their ID, or by title and element without IDs. Keep it when the file has a new name.",
  components:
    "Rows stay known by this name and their ID, or by their name without IDs. Keep it when the file has a new name.",
  flows:
    "Rows stay known by this name and their ID, or by source, destination and name without IDs. Keep it when the file has a new name.",
};

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
  return (
    <section className={forms.form} aria-label={`Columns of ${tableTitle(table)}`}>
      <p className={classes.about}>
        <strong>{tableTitle(table)}</strong>
        <span className={classes.state}>
          Say what the rows are and what each column holds. Your team keeps it for{" "}
          {table.by_sheet ? "sheets of this name" : "tables"} with the same headings.
        </span>
      </p>
      <Select
        label="Rows are"
        data={LISTS}
        value={draft.lists}
        allowDeselect={false}
        classNames={{ root: classes.lists }}
        onChange={(lists) => lists && setDraft(withLists(table, draft, lists as Lists))}
      />
      {draft.lists !== "nothing" && (
        <>
          <Columns table={table} mapping={draft} onChange={setDraft} />
          <MappedRows table={table} mapping={draft} />
          <TextInput
            label="Name of the table"
            description={KNOWN_BY[draft.lists]}
            value={draft.name ?? table.name}
            maxLength={200}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
        </>
      )}
      {problem && (
        <p role="alert" className={forms.fault}>
          {problem}
        </p>
      )}
      <div className={forms.actions}>
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

interface ColumnsProps {
  table: ImportedTable;
  mapping: TableMapping;
  onChange: (mapping: TableMapping) => void;
}

function Columns({ table, mapping, onChange }: ColumnsProps) {
  const columns = table.columns.map((column, at) => ({ at, column }));
  return (
    <ul className={classes.columns}>
      {columns.map(({ at, column }) => (
        <li key={at} className={classes.column}>
          <Select
            label={column.heading}
            description={examples(table, at)}
            data={FIELDS[mapping.lists]}
            value={mapping.columns[column.heading] ?? null}
            allowDeselect={false}
            classNames={{ root: classes.field }}
            onChange={(field) => field && onChange(withField(mapping, column.heading, field))}
          />
          <ValueMeanings
            column={column}
            mapping={mapping}
            onChange={(field, value, meaning) =>
              onChange(withMeaning(mapping, field, value, meaning))
            }
          />
        </li>
      ))}
    </ul>
  );
}

/** "SQL injection · Open redirect": what the first rows have in a column. */
function examples(table: ImportedTable, at: number): string {
  const texts = table.rows.map((cells) => cells[at] ?? "").filter(Boolean);
  return [...new Set(texts)].slice(0, 3).join(" · ") || "Empty in the first rows";
}
