/** A list of the server as a table: sorted, searched and paged there; cards at phone width. */
import { type ReactNode, useMemo } from "react";
import type { Page } from "@/api/types";
import { checkboxColumn } from "./checkboxColumn";
import classes from "./DataTable.module.css";
import { DataTableBody } from "./DataTableBody";
import { DataTableHead } from "./DataTableHead";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { Pagination } from "./Pagination";
import type { Column, RowGroup, RowSelection } from "./tableColumn";
import type { ListParams } from "./useListParams";

/** The part of a TanStack query that a table needs. */
export interface ListQuery<Row> {
  data: Page<Row> | undefined;
  error: Error | null;
  isPending: boolean;
  isPlaceholderData?: boolean;
  refetch: () => unknown;
}

interface DataTableProps<Row extends object> {
  /** What the table lists, for screen readers: "Threats of Shop". */
  label: string;
  columns: readonly Column<Row>[];
  query: ListQuery<Row>;
  params: ListParams;
  rowKey: (row: Row) => string;
  /** Called by a click on a row and by Enter. */
  onOpen?: ((row: Row) => void) | undefined;
  selectedKey?: string | undefined;
  /** Called with a key that is pressed on a row and does nothing else there. */
  onKey?: ((row: Row, key: string) => void) | undefined;
  /** Gives each row a checkbox; rows are walked with Shift to select them. */
  selection?: RowSelection<Row> | undefined;
  /** The group of a row, where the list is ordered by groups. */
  groupOf?: ((row: Row) => RowGroup) | undefined;
  /** Called when a row gets the focus. */
  onActive?: ((row: Row) => void) | undefined;
  /** Shown when the list is empty and nothing narrows it. */
  empty: ReactNode;
}

const NO_ROWS: readonly never[] = [];

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, query, params, rowKey, empty, selection } = props;
  const columns = useMemo(
    () => (selection ? [checkboxColumn(selection), ...props.columns] : props.columns),
    [selection, props.columns],
  );
  const data = query.data?.results ?? NO_ROWS;

  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data?.count === 0) {
    if (!params.narrowed) return empty;
    return (
      <EmptyState
        title="Nothing matches"
        action={
          <button type="button" className={classes.clear} onClick={params.clear}>
            Clear search and filters
          </button>
        }
      >
        No entry fits the search and filters you have set.
      </EmptyState>
    );
  }
  return (
    <div className={classes.frame}>
      <div className={classes.scroll}>
        {/* The phone layout takes the table's display away, and with it its semantics: hence the explicit roles. */}
        {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it has the role of a grid exactly where rows are selected */}
        <table
          className={classes.table}
          role={selection ? "grid" : "table"}
          aria-multiselectable={selection ? true : undefined}
          aria-label={label}
          aria-busy={query.isPending}
          data-stale={query.isPlaceholderData}
        >
          <DataTableHead columns={columns} params={params} selection={selection} rows={data} />
          <DataTableBody
            {...props}
            columns={columns}
            rows={
              query.isPending ? undefined : data.map((row) => ({ id: rowKey(row), original: row }))
            }
          />
        </table>
      </div>
      {query.data && <Pagination count={query.data.count} params={params} />}
    </div>
  );
}
