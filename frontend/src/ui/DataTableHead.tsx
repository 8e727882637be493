/** The header row of a table: names, and buttons for the columns the server can sort by. */
import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { SELECT_COLUMN, SelectAll } from "./checkboxColumn";
import classes from "./DataTable.module.css";
import type { Column, RowSelection } from "./tableColumn";
import type { ListParams } from "./useListParams";

interface DataTableHeadProps<Row> {
  columns: readonly Column<Row>[];
  params: ListParams;
  selection?: RowSelection<Row> | undefined;
  /** Those of the page. */
  rows: readonly Row[];
}

type Direction = "ascending" | "descending" | "none";

function directionOf(ordering: string, sort: string): Direction {
  const first = ordering.split(",")[0];
  if (first === sort) return "ascending";
  return first === `-${sort}` ? "descending" : "none";
}

export function DataTableHead<Row>({ columns, params, selection, rows }: DataTableHeadProps<Row>) {
  return (
    <thead className={classes.head} role="rowgroup">
      <tr role="row">
        {columns.map((column) =>
          selection && column.id === SELECT_COLUMN ? (
            <th key={column.id} scope="col" className={classes.th} style={{ width: column.width }}>
              <SelectAll selection={selection} rows={rows} />
            </th>
          ) : (
            <HeadCell key={column.id} column={column} params={params} />
          ),
        )}
      </tr>
    </thead>
  );
}

function HeadCell<Row>({ column, params }: { column: Column<Row>; params: ListParams }) {
  const shared = {
    role: "columnheader",
    scope: "col",
    className: classes.th,
    style: { width: column.width },
    "data-align": column.align,
    "data-from": column.from,
  } as const;
  const { sort, headerHidden } = column;
  if (headerHidden)
    return (
      <th {...shared}>
        <VisuallyHidden>{column.header}</VisuallyHidden>
      </th>
    );
  if (!sort) return <th {...shared}>{column.header}</th>;
  const direction = directionOf(params.ordering, sort);
  return (
    <th {...shared} aria-sort={direction}>
      <button
        type="button"
        className={classes.sort}
        data-direction={direction}
        onClick={() => params.sortBy(sort)}
      >
        {column.header}
        {direction === "descending" ? (
          <IconArrowDown size={13} aria-hidden="true" />
        ) : (
          <IconArrowUp size={13} aria-hidden="true" />
        )}
      </button>
    </th>
  );
}
