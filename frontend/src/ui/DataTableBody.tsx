/** The rows of a table: opened by click or Enter, walked with the arrow keys; gray bars while they load. */
import { Skeleton } from "@mantine/core";
import { Fragment, type KeyboardEvent, type MouseEvent, useState } from "react";
import classes from "./DataTable.module.css";
import type { Column, RowGroup, RowSelection } from "./tableColumn";

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
  selection?: RowSelection<Row> | undefined;
  groupOf?: ((row: Row) => RowGroup) | undefined;
  onActive?: ((row: Row) => void) | undefined;
}

const SKELETON_ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];
// With Shift the letters come as capitals.
const STEPS: Readonly<Record<string, 1 | -1>> = {
  ...{ ArrowDown: 1, j: 1, J: 1 },
  ...{ ArrowUp: -1, k: -1, K: -1 },
};

export function DataTableBody<Row>(props: DataTableBodyProps<Row>) {
  const { columns, rows, groupOf, onActive } = props;
  const [active, setActive] = useState<string | null>(null);
  if (!rows) return <SkeletonRows columns={columns} />;
  const reachable = rows.some((row) => row.id === active) ? active : rows[0]?.id;
  const onFocus = (row: BodyRow<Row>): void => {
    setActive(row.id);
    onActive?.(row.original);
  };
  return (
    <tbody role="rowgroup">
      {rows.map((row, place) => (
        <Fragment key={row.id}>
          {groupOf && <GroupHeading {...{ groupOf, rows, place, columns }} />}
          <TableRow
            {...props}
            row={row}
            place={place}
            rows={rows}
            isReachable={row.id === reachable}
            onFocus={() => onFocus(row)}
          />
        </Fragment>
      ))}
    </tbody>
  );
}

interface GroupHeadingProps<Row> {
  groupOf: (row: Row) => RowGroup;
  rows: readonly BodyRow<Row>[];
  place: number;
  columns: readonly Column<Row>[];
}

/** Above the first row of each group. */
function GroupHeading<Row>({ groupOf, rows, place, columns }: GroupHeadingProps<Row>) {
  const [row, before] = [rows[place], rows[place - 1]];
  if (!row) return null;
  const group = groupOf(row.original);
  if (before && groupOf(before.original).key === group.key) return null;
  return (
    <tr role="row" className={classes.group}>
      <th scope="rowgroup" colSpan={columns.length}>
        {group.label}
      </th>
    </tr>
  );
}

interface TableRowProps<Row> extends DataTableBodyProps<Row> {
  row: BodyRow<Row>;
  place: number;
  rows: readonly BodyRow<Row>[];
  /** Tab leads here. */
  isReachable: boolean;
  onFocus: () => void;
}

function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, columns, selection, selectedKey, isReachable, onFocus, onOpen } = props;
  const selects = selection !== undefined || selectedKey !== undefined;
  const selected = selection ? selection.has(row.original) : row.id === selectedKey;
  const onClick = (event: MouseEvent): void => {
    if (isControl(event)) return;
    if (selection && event.shiftKey) extend(props, props.place);
    else onOpen?.(row.original);
  };
  return (
    <tr
      role="row"
      className={classes.row}
      data-openable={Boolean(onOpen)}
      data-selected={selected}
      aria-selected={selects ? selected : undefined}
      tabIndex={onOpen ? (isReachable ? 0 : -1) : undefined}
      onFocus={onFocus}
      // The browser would select the text between two rows.
      onMouseDown={(event) => selection && event.shiftKey && event.preventDefault()}
      onClick={onClick}
      onClickCapture={(event) => selection && extendByCheckbox(event, props)}
      onKeyDown={(event) => onRowKey(event, props)}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          role={selection ? "gridcell" : "cell"}
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
  );
}

function extend<Row>({ selection, rows }: TableRowProps<Row>, place: number): void {
  const row = rows[place];
  if (row)
    selection?.extend(
      row.original,
      rows.map((one) => one.original),
    );
}

/** A click on a checkbox with Shift selects all rows up to it. */
function extendByCheckbox<Row>(event: MouseEvent, props: TableRowProps<Row>): void {
  if (!event.shiftKey || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  event.stopPropagation();
  // Once the browser has put the box back to what it was before the click that was prevented.
  setTimeout(() => extend(props, props.place));
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

function onRowKey<Row>(event: KeyboardEvent<HTMLTableRowElement>, props: TableRowProps<Row>): void {
  if (event.target !== event.currentTarget) return;
  const { row, place, onOpen, onKey, selection } = props;
  if (!(event.ctrlKey || event.metaKey || event.altKey)) onKey?.(row.original, event.key);
  if (event.key === "Enter") {
    event.preventDefault();
    onOpen?.(row.original);
  }
  if (selection && event.key === "X") {
    event.preventDefault();
    extend(props, place);
  }
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  if (selection && event.shiftKey) {
    extend(props, place);
    extend(props, place + step);
  }
  rowBeside(event.currentTarget, step)?.focus();
}

/** The next row, past the headings of groups. */
function rowBeside(row: HTMLElement, step: 1 | -1): HTMLElement | null {
  let next: Element | null = row;
  do next = step === 1 ? next.nextElementSibling : next.previousElementSibling;
  while (next && !next.hasAttribute("tabindex"));
  return next as HTMLElement | null;
}
