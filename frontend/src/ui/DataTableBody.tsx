/** The rows of a table: opened by click or Enter, walked with the arrow keys; gray bars while they load. */
import { Skeleton } from "@mantine/core";
import { type KeyboardEvent, type MouseEvent, useState } from "react";
import classes from "./DataTable.module.css";
import type { Column } from "./tableColumn";

interface BodyRow<Row> {
  id: string;
  original: Row;
}

interface DataTableBodyProps<Row> {
  columns: readonly Column<Row>[];
  /** undefined = still loading. */
  rows: readonly BodyRow<Row>[] | undefined;
  onOpen?: ((row: Row) => void) | undefined;
  selectedKey?: string | undefined;
  onKey?: ((row: Row, key: string) => void) | undefined;
}

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export function DataTableBody<Row>({
  columns,
  rows,
  onOpen,
  selectedKey,
  onKey,
}: DataTableBodyProps<Row>) {
  const [active, setActive] = useState<string | null>(null);
  if (!rows) return <SkeletonRows columns={columns} />;
  const reachable = rows.some((row) => row.id === active) ? active : rows[0]?.id;
  return (
    <tbody role="rowgroup">
      {rows.map((row) => (
        <tr
          key={row.id}
          role="row"
          className={classes.row}
          data-openable={Boolean(onOpen)}
          data-selected={row.id === selectedKey}
          aria-selected={selectedKey === undefined ? undefined : row.id === selectedKey}
          tabIndex={onOpen ? (row.id === reachable ? 0 : -1) : undefined}
          onFocus={() => setActive(row.id)}
          onClick={(event) => onOpen && !isControl(event) && onOpen(row.original)}
          onKeyDown={(event) => {
            const plain = !(event.ctrlKey || event.metaKey || event.altKey);
            if (plain && event.target === event.currentTarget) onKey?.(row.original, event.key);
            onRowKey(event, () => onOpen?.(row.original));
          }}
        >
          {columns.map((column) => (
            <td
              key={column.id}
              role="cell"
              className={classes.td}
              data-align={column.align}
              data-from={column.from}
              data-card={column.card ?? "line"}
              data-label={column.header}
            >
              {column.cell(row.original)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function SkeletonRows<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tbody role="rowgroup" aria-hidden="true">
      {SKELETON_ROWS.map((key, index) => (
        <tr key={key} role="row" className={classes.row}>
          {columns.map((column, place) => (
            <td
              key={column.id}
              role="cell"
              className={classes.td}
              data-from={column.from}
              data-card={column.card ?? "line"}
            >
              <Skeleton
                height={12}
                width={place === 0 ? `${60 + ((index * 17) % 35)}%` : "55%"}
                radius="sm"
              />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** A click on a link or button of the row belongs to that, and a text selection to nobody. */
function isControl(event: MouseEvent): boolean {
  const target = event.target as HTMLElement;
  // Menus and dialogs of a row live elsewhere in the document, yet React hands their clicks up to the row.
  if (!event.currentTarget.contains(target)) return true;
  const inside = target.closest("a, button, input, label, [role=menuitem]");
  return inside !== null || (window.getSelection()?.toString() ?? "") !== "";
}

function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  if (event.key === "Enter") {
    event.preventDefault();
    open();
  }
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const next =
    step === 1
      ? event.currentTarget.nextElementSibling
      : event.currentTarget.previousElementSibling;
  if (next instanceof HTMLElement) next.focus();
}
