/** The cells of the coverage grid: what their states mean, how they read aloud, and how one walks among them. */

import type { CoverageCell, CoverageRow, Severity } from "@/api/types";
import { severityRank } from "@/model/graph/severity";
import { type Category, categoryOf, type Method } from "@/model/labels/categories";
import { counted } from "@/model/labels/counted";

export type CellState = CoverageCell["state"];

export const CELL_STATES: readonly { id: CellState; label: string; meaning: string }[] = [
  { id: "threats", label: "Threats", meaning: "Rules found something" },
  { id: "waiting", label: "Waiting", meaning: "A rule waits for an answer" },
  { id: "considered", label: "Considered", meaning: "Rules looked and found nothing" },
  { id: "unknown", label: "Unknown", meaning: "No rule has looked" },
  { id: "outside", label: "Outside", meaning: "The category does not apply here" },
];

export const POD_SECURITY = "pod-security";
export const LAYERS = "layers";
/** The method that the page shows, or the Pod Security levels, or the layers of defense. */
export type CoverageView = Method | typeof POD_SECURITY | typeof LAYERS;

/** The view the address names, else the first method; undefined while the methods are not there yet. */
export function viewOf(
  text: string | undefined,
  methods: readonly Method[],
): CoverageView | undefined {
  if (text === POD_SECURITY || text === LAYERS) return text;
  return methods.find((method) => method.id === text) ?? methods[0];
}

/** Return the cell of a category; one the server leaves out is outside of what the method asks there. */
export function cellOf(row: CoverageRow, category: Category): CoverageCell {
  return (
    row.cells[category.id] ?? {
      state: "outside",
      threats: [],
      waiting: [],
      considered: [],
      because: `${category.method?.name ?? "The method"} does not ask about ${category.label.toLowerCase()} here.`,
    }
  );
}

/** Return the worst severity among the threats of a cell, or null without threats. */
export function worstIn(cell: CoverageCell): Severity | null {
  const ranked = cell.threats.map((threat) => threat.severity);
  ranked.sort((a, b) => severityRank(a) - severityRank(b));
  return ranked[0] ?? null;
}

/** Return what a cell says, for a screen reader: "Spoofing: 3 threats, worst critical". */
export function describeCell(category: Category, cell: CoverageCell): string {
  return `${category.label}: ${describeState(cell)}`;
}

export function describeState(cell: CoverageCell): string {
  const worst = worstIn(cell);
  if (cell.state === "threats" && worst)
    return `${counted(cell.threats.length, "threat")}, worst ${worst}`;
  if (cell.state === "waiting")
    return `waiting for ${counted(Math.max(1, cell.waiting.length), "answer")}`;
  if (cell.state === "considered")
    return `considered, ${counted(cell.considered.length, "rule")} found nothing`;
  return cell.state === "unknown" ? "unknown, no rule has looked" : "does not apply";
}

export interface Place {
  row: number;
  /** 0 is the name of the row, 1 the first category. */
  column: number;
}

/** Return where a key leads in a grid of that size, or null when the key moves nothing. */
export function moved(
  place: Place,
  event: { key: string; ctrlKey?: boolean; metaKey?: boolean },
  size: { rows: number; columns: number },
): Place | null {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const far = event.ctrlKey || event.metaKey;
  const steps: Record<string, Place> = {
    ArrowUp: { ...place, row: place.row - 1 },
    ArrowDown: { ...place, row: place.row + 1 },
    ArrowLeft: { ...place, column: place.column - 1 },
    ArrowRight: { ...place, column: place.column + 1 },
    Home: far ? { row: 0, column: 0 } : { ...place, column: 0 },
    End: far ? last : { ...place, column: last.column },
    PageUp: { ...place, row: place.row - 10 },
    PageDown: { ...place, row: place.row + 10 },
  };
  const next = steps[event.key];
  return next ? { row: clamp(next.row, last.row), column: clamp(next.column, last.column) } : null;
}

/** Return the columns of the grid: the categories that the server lists, with the words of the method. */
export function columnsOf(
  categories: readonly { id: string }[],
  method: Method,
): readonly Category[] {
  return categories.map(({ id }) => categoryOf(id, [method]));
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
