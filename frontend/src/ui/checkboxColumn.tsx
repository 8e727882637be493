/** The checkboxes before the rows of a table. */
import { Checkbox } from "@mantine/core";
import type { Column, RowSelection } from "./tableColumn";

export const SELECT_COLUMN = "select";

export function checkboxColumn<Row>(selection: RowSelection<Row>): Column<Row> {
  return {
    id: SELECT_COLUMN,
    header: "Select",
    headerHidden: true,
    width: "40px",
    card: "corner",
    cell: (row) => (
      <Checkbox
        size="xs"
        tabIndex={-1}
        aria-label={`Select ${selection.label(row)}`}
        checked={selection.has(row)}
        onChange={() => selection.toggle(row)}
      />
    ),
  };
}

interface SelectAllProps<Row> {
  selection: RowSelection<Row>;
  rows: readonly Row[];
}

/** Selects the rows of the page. */
export function SelectAll<Row>({ selection, rows }: SelectAllProps<Row>) {
  const chosen = rows.filter(selection.has).length;
  return (
    <Checkbox
      size="xs"
      aria-label="Select all rows of this page"
      checked={chosen > 0 && chosen === rows.length}
      indeterminate={chosen > 0 && chosen < rows.length}
      onChange={() => selection.toggleAll(rows)}
    />
  );
}
