/** The tables of the chosen files: whether it is known what their columns hold. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconTable } from "@tabler/icons-react";
import type { ImportedTable } from "@/api/types";
import { type Lists, rowsText } from "./tableFields";
import { tableKey, tableTitle } from "./tableMapping";
import classes from "./tables.module.css";
import type { Tables } from "./useTables";

export function TableList({ tables: { tables, unread, mappings, open } }: { tables: Tables }) {
  if (tables.length === 0 && unread.length === 0) return null;
  return (
    <section aria-label="Tables">
      <h3 className={classes.heading}>Tables</h3>
      <ul className={classes.list}>
        {tables.map((table) => (
          <Row
            key={tableKey(table)}
            table={table}
            mapped={mappings[tableKey(table)]?.lists}
            onMap={open}
          />
        ))}
        {unread.map((one) => (
          <li key={one.file} className={classes.row} data-bad="true">
            <IconAlertTriangle size={16} aria-hidden="true" />
            <div className={classes.about}>
              {one.line > 0 ? `${one.file}:${one.line}` : one.file}
              <span className={classes.state}>{one.message}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  table: ImportedTable;
  /** What a person said that its rows are. */
  mapped: Lists | undefined;
  onMap: (table: ImportedTable) => void;
}

function Row({ table, mapped, onMap }: RowProps) {
  const unknown = table.known_by === "unknown" && !mapped;
  const Icon = unknown ? IconAlertTriangle : IconTable;
  return (
    <li className={classes.row} data-bad={unknown}>
      <Icon size={16} stroke={1.5} aria-hidden="true" />
      <div className={classes.about}>
        {tableTitle(table)}
        <span className={classes.state}>
          {rowsText(table.row_count, unknown ? "nothing" : (mapped ?? table.lists))}.{" "}
          {stateText(table, mapped)}
        </span>
      </div>
      <Button
        size="compact-sm"
        variant={unknown ? "filled" : "default"}
        aria-label={`Map columns of ${tableTitle(table)}`}
        onClick={() => onMap(table)}
      >
        Map columns
      </Button>
    </li>
  );
}

function stateText(table: ImportedTable, mapped: Lists | undefined): string {
  if ((mapped ?? table.lists) === "nothing") return "Not imported, as you said.";
  if (mapped) return "Columns are mapped.";
  if (table.known_by === "headings") return "Columns are known by their headings.";
  if (table.known_by === "mapping") return "Mapped as your team did before.";
  return "Not imported until its columns are mapped.";
}
