/** A list to choose one row from: arrows move within it, left and right lead to the columns beside it. */
import type { KeyboardEvent, ReactNode } from "react";
import classes from "./analysis.module.css";
import { focusColumn } from "./focusColumn";

interface ColumnListProps<Row> {
  label: string;
  /** Place among the columns, from the left. */
  column: number;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selected: string | null;
  onSelect: (row: Row) => void;
  children: (row: Row) => ReactNode;
  /** On a phone a row is a step, taken by a tap or Enter and not by moving past it. */
  phone: boolean;
}

export function ColumnList<Row>(props: ColumnListProps<Row>) {
  const { label, column, rows, keyOf, selected, onSelect, children, phone } = props;
  const current = rows.some((row) => keyOf(row) === selected)
    ? selected
    : rows[0] && keyOf(rows[0]);
  const go = (list: Element | null, row: Row): void => {
    focusRow(list, keyOf(row));
    if (!phone) onSelect(row);
  };
  const take = (row: Row): void => {
    onSelect(row);
    if (!phone) focusColumn(column + 1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, row: Row, index: number): void => {
    const side = SIDES[event.key];
    const target = rows[targetIndex(event.key, index, rows.length)];
    if (side) focusColumn(column + side);
    else if (event.key === "Enter" || event.key === " ") take(row);
    else if (target) go(event.currentTarget.parentElement, target);
    else return;
    event.preventDefault();
  };
  return (
    <div role="listbox" aria-label={label} className={classes.list} data-column={column}>
      {rows.map((row, index) => {
        const key = keyOf(row);
        return (
          <div
            key={key}
            role="option"
            data-key={key}
            className={classes.row}
            aria-selected={key === selected}
            tabIndex={key === current ? 0 : -1}
            onClick={() => onSelect(row)}
            onKeyDown={(event) => onKeyDown(event, row, index)}
          >
            {children(row)}
          </div>
        );
      })}
    </div>
  );
}

const SIDES: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Return where a key leads; -1 when it leads nowhere. */
function targetIndex(key: string, index: number, count: number): number {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    j: index + 1,
    ArrowUp: index - 1,
    k: index - 1,
    Home: 0,
    End: count - 1,
  };
  return targets[key] ?? -1;
}

function focusRow(list: Element | null, key: string): void {
  const row = list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}
