/** The state of a cell as a shape and a number; its words are the label of the button around it. */
import type { CoverageCell } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { type CellState, worstIn } from "./coverageCells";
import classes from "./coverageRow.module.css";

const GLYPHS: Readonly<Record<Exclude<CellState, "threats" | "outside">, string>> = {
  waiting: "?",
  considered: "✓",
  unknown: "–",
};

export function CellMark({ cell }: { cell: CoverageCell }) {
  const worst = worstIn(cell);
  if (cell.state === "threats" && worst) {
    return (
      <span className={classes.mark} aria-hidden="true">
        <SeverityIcon severity={worst} size={11} />
        {cell.threats.length}
      </span>
    );
  }
  return (
    <span className={classes.mark} aria-hidden="true">
      <StateGlyph state={cell.state} />
    </span>
  );
}

export function StateGlyph({ state }: { state: CellState }) {
  if (state === "threats") return <SeverityIcon severity="high" size={11} />;
  return state === "outside" ? null : GLYPHS[state];
}
