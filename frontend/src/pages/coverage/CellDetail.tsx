/** Why a cell is what it is: its threats, the questions that hold it open, or the rules that stayed silent. */
import type { CoverageCell, CoverageRow } from "@/api/types";
import type { Category } from "@/model/labels/categories";
import { CellQuestions } from "./CellQuestions";
import { CellThreats } from "./CellThreats";
import classes from "./cellDetail.module.css";
import { describeState } from "./coverageCells";
import { RuleLinks } from "./RuleLinks";

interface CellDetailProps {
  row: CoverageRow;
  category: Category;
  cell: CoverageCell;
}

export default function CellDetail({ row, category, cell }: CellDetailProps) {
  const state = describeState(cell);
  return (
    <>
      <div className={classes.detailHead}>
        <h2 className={classes.detailTitle}>
          {category.label}
          {category.classic && <span className={classes.detailClassic}>{category.classic}</span>}
        </h2>
        <p className={classes.detailAbout}>{row.subject.name}</p>
        <p className={classes.detailState} tabIndex={-1} data-autofocus>
          {state.charAt(0).toUpperCase() + state.slice(1)}
        </p>
      </div>
      {cell.because && <p className={classes.because}>{cell.because}</p>}
      {cell.threats.length > 0 && <CellThreats threats={cell.threats} />}
      {cell.waiting.length > 0 && <CellQuestions subject={row.subject} waiting={cell.waiting} />}
      {cell.considered.length > 0 && <RuleLinks rules={cell.considered} />}
      {cell.state === "unknown" && (
        <p className={classes.because}>
          The library has no rule for this combination, so it was not assessed. Assess it yourself.
        </p>
      )}
    </>
  );
}
