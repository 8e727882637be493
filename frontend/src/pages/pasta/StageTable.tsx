/** A dense table of a stage: a name with a note, then plain cells; on a phone each row is a card. */
import type { ReactNode } from "react";
import classes from "./section.module.css";

export interface StageTableCell {
  content: ReactNode;
  /** Says that nothing is known. */
  quiet?: boolean;
}

export interface StageTableRow {
  key: string;
  name: ReactNode;
  note: string;
  /** One for each column but the first. */
  cells: readonly StageTableCell[];
}

interface StageTableProps {
  label: string;
  columns: readonly string[];
  rows: readonly StageTableRow[];
  kind?: string;
}

export function StageTable({ label, columns, rows, kind }: StageTableProps) {
  return (
    <div className={classes.scroll}>
      {/* The phone layout takes the table's display away, and with it its semantics: hence the explicit roles. */}
      <table
        className={classes.table}
        role="table"
        aria-label={label}
        data-kind={kind}
        data-columns={columns.length}
      >
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th role="columnheader" scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" key={row.key}>
              <td role="cell" className={classes.first}>
                {row.name}
                {row.note && <span className={classes.note}>{row.note}</span>}
              </td>
              {row.cells.map(({ content, quiet }, index) => {
                const column = columns[index + 1];
                return (
                  <td role="cell" key={column} data-label={column} data-quiet={quiet || undefined}>
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
