/** A column of a table. */
import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  header: string;
  /** Said to screen readers only, where the cells need no words. */
  headerHidden?: boolean;
  cell: (row: Row) => ReactNode;
  /** The name of the order at the server; without it the column can't be sorted. */
  sort?: string;
  /** CSS width, such as "120px"; columns without one share the rest. */
  width?: string;
  align?: "start" | "end";
  /** Left out where the table is narrower than this: 560, 690, 900 or 1,100 pixels. The card of the phone shows it all the same. */
  from?: "sm" | "md" | "lg" | "xl" | undefined;
  /** Where the phone's card shows it: as heading, labeled line (default), line without label, in the corner, or not at all. */
  card?: "title" | "line" | "plain" | "corner" | "hidden";
}

/** Rows that a person has selected to do something with all of them. */
export interface RowSelection<Row> {
  has: (row: Row) => boolean;
  toggle: (row: Row) => void;
  /** Select all rows from the one that was selected last to this one. */
  extend: (row: Row, rows: readonly Row[]) => void;
  /** Select all these rows, or none of them where all are selected. */
  toggleAll: (rows: readonly Row[]) => void;
  /** What the row is called beside its checkbox. */
  label: (row: Row) => string;
}

/** The group that a row belongs to: a heading is above the first row of each. The list is ordered by it. */
export interface RowGroup {
  key: string;
  label: string;
}
