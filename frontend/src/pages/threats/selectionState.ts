/** The rows of the threat list that are selected, also on other pages, or all but some. No React. */
import type { SelectedGroup, Severity, ThreatRow, ThreatSelection } from "@/api/types";
import { severityRank } from "@/model/graph/severity";
import { groupOf, rowCount, rowKey } from "./rowKey";

interface SelectedRow {
  number: number;
  group: SelectedGroup | null;
  count: number;
  severity: Severity;
}

export interface SelectionState {
  /** The rows are what is left out of all that the filter finds. */
  all: boolean;
  rows: ReadonlyMap<string, SelectedRow>;
  /** Where a range begins. */
  anchor: string | null;
}

export const NOTHING: SelectionState = { all: false, rows: new Map(), anchor: null };
export const EVERYTHING: SelectionState = { ...NOTHING, all: true };

export function isSelected({ all, rows }: SelectionState, row: ThreatRow): boolean {
  return all !== rows.has(rowKey(row));
}

export function toggled(state: SelectionState, row: ThreatRow): SelectionState {
  return { ...withRows(state, [row], !isSelected(state, row)), anchor: rowKey(row) };
}

/** Select the rows from the anchor to this one; without an anchor on the page this one alone. */
export function extended(
  state: SelectionState,
  row: ThreatRow,
  shown: readonly ThreatRow[],
): SelectionState {
  const keys = shown.map(rowKey);
  const [end, start] = [keys.indexOf(rowKey(row)), keys.indexOf(state.anchor ?? "")];
  if (start < 0) return { ...withRows(state, [row], true), anchor: rowKey(row) };
  const range = shown.slice(Math.min(start, end), Math.max(start, end) + 1);
  return withRows(state, range, true);
}

/** Select these rows, or none of them where all are. */
export function toggledAll(state: SelectionState, shown: readonly ThreatRow[]): SelectionState {
  const selected = shown.every((row) => isSelected(state, row));
  return withRows(state, shown, !selected);
}

/** How many threats are selected of those that the filter finds. */
export function selectedCount({ all, rows }: SelectionState, total: number): number {
  const named = [...rows.values()].reduce((sum, row) => sum + row.count, 0);
  return all ? Math.max(0, total - named) : named;
}

/** The worst severity of what is selected: on all pages, but of all that match only where they are shown. */
export function worstSelected(
  { all, rows }: SelectionState,
  shown: readonly ThreatRow[],
): Severity | null {
  const severities = (all ? shown : [...rows.values()]).map(({ severity }) => severity);
  return severities.sort((a, b) => severityRank(a) - severityRank(b))[0] ?? null;
}

/** As the server takes it. */
export function selectionOf(
  { all, rows }: SelectionState,
  filter: ThreatSelection["filter"],
): ThreatSelection {
  const named = [...rows.values()];
  return {
    all,
    filter,
    numbers: named.filter((one) => one.group === null).map((one) => one.number),
    groups: named.map((one) => one.group).filter((one) => one !== null),
  };
}

function withRows(
  state: SelectionState,
  rows: readonly ThreatRow[],
  selected: boolean,
): SelectionState {
  const next = new Map(state.rows);
  for (const row of rows) {
    if (selected === state.all) next.delete(rowKey(row));
    else
      next.set(rowKey(row), {
        number: row.number,
        group: groupOf(row),
        count: rowCount(row),
        severity: row.severity,
      });
  }
  return { ...state, rows: next };
}
