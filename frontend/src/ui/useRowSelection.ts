/** The rows of a list that are selected, also on other pages. */
import { useMemo, useState } from "react";
import type { RowSelection } from "./tableColumn";

export interface RowSelectionControl<Row> extends RowSelection<Row> {
  chosen: readonly Row[];
  clear: () => void;
}

interface State<Row> {
  rows: ReadonlyMap<string, Row>;
  /** Where a range begins. */
  anchor: string | null;
}

const NOTHING = { rows: new Map<string, never>(), anchor: null };

export function useRowSelection<Row>(
  keyOf: (row: Row) => string,
  labelOf: (row: Row) => string,
): RowSelectionControl<Row> {
  const [state, setState] = useState<State<Row>>(NOTHING);
  return useMemo(() => {
    const isSelected = ({ rows }: State<Row>, row: Row) => rows.has(keyOf(row));
    const withRows = (now: State<Row>, some: readonly Row[], selected: boolean) => {
      const rows = new Map(now.rows);
      for (const row of some) {
        if (selected) rows.set(keyOf(row), row);
        else rows.delete(keyOf(row));
      }
      return rows;
    };
    return {
      chosen: [...state.rows.values()],
      has: (row) => isSelected(state, row),
      toggle: (row) =>
        setState((now) => ({
          rows: withRows(now, [row], !isSelected(now, row)),
          anchor: keyOf(row),
        })),
      extend: (row, shown) =>
        setState((now) => {
          const keys = shown.map(keyOf);
          const [end, start] = [keys.indexOf(keyOf(row)), keys.indexOf(now.anchor ?? "")];
          if (start < 0) return { rows: withRows(now, [row], true), anchor: keyOf(row) };
          const range = shown.slice(Math.min(start, end), Math.max(start, end) + 1);
          return { ...now, rows: withRows(now, range, true) };
        }),
      toggleAll: (shown) =>
        setState((now) => {
          const all = shown.every((row) => isSelected(now, row));
          return { ...now, rows: withRows(now, shown, !all) };
        }),
      label: labelOf,
      clear: () => setState(NOTHING),
    };
  }, [state, keyOf, labelOf]);
}
