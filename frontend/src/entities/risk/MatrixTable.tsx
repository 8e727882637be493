/** A risk matrix as a table, the highest impact first, with the line of the appetite. */
import type { ReactNode } from "react";
import type { RiskMatrix } from "@/api/types";
import { appetiteEdges } from "@/model/labels/risk";
import classes from "./risk.module.css";

export interface MatrixCell {
  /** Both start at 0. */
  likelihood: number;
  impact: number;
  level: RiskMatrix["levels"][number] | undefined;
}

interface MatrixTableProps {
  matrix: RiskMatrix;
  label: string;
  children: (cell: MatrixCell) => ReactNode;
  /** Whether what the cell holds says little, such as a zero. */
  isQuiet?: (cell: MatrixCell) => boolean;
}

export function MatrixTable({ matrix, label, children, isQuiet }: MatrixTableProps) {
  const rows = matrix.cells.map((levels, impact) =>
    levels.map((level, likelihood) => ({ likelihood, impact, level: matrix.levels[level] })),
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={`${label}: table`}>
        <table className={classes.matrix} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">Impact</th>
              {matrix.likelihoods.map((name, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is; names are edited
                <th key={index} scope="col">
                  {index + 1} {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map((cells) => {
              const impact = cells[0]?.impact ?? 0;
              return (
                <tr key={impact}>
                  <th scope="row">
                    {impact + 1} {matrix.impacts[impact]}
                  </th>
                  {cells.map((cell) => {
                    const edges = appetiteEdges(matrix, cell.likelihood, impact);
                    return (
                      <td
                        key={cell.likelihood}
                        className={classes.tint}
                        data-color={cell.level?.color}
                        data-left={edges.left || undefined}
                        data-below={edges.below || undefined}
                        data-quiet={isQuiet?.(cell) || undefined}
                      >
                        {children(cell)}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <p className={classes.legend}>
        {matrix.levels.map(({ name, color }) => (
          <span key={color} className={`${classes.badge} ${classes.tint}`} data-color={color}>
            {name}
          </span>
        ))}
        <span className={classes.appetite}>
          <span className={classes.line} aria-hidden="true" />
          Appetite: {matrix.levels[matrix.appetite]?.name ?? "none"}. Risk above it is treated or
          accepted.
        </span>
      </p>
    </>
  );
}
