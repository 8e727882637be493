/** One row of the grid: the element or flow, then a button for every category. */
import { Link, useParams } from "@tanstack/react-router";
import { memo } from "react";
import type { CoverageRow as Row } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import type { Category } from "@/model/labels/categories";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { CellMark } from "./CellMark";
import states from "./cellState.module.css";
import { cellOf, describeCell, type Place, worstIn } from "./coverageCells";
import classes from "./coverageRow.module.css";

interface CoverageRowProps {
  row: Row;
  index: number;
  categories: readonly Category[];
  /** The column that Tab stops at, when it is in this row. */
  reachable: number | null;
  /** The column whose cell is explained, when it is in this row. */
  opened: number | null;
  onOpen: (place: Place) => void;
}

export const CoverageRow = memo(function CoverageRow(props: CoverageRowProps) {
  const { row, index, categories, reachable, opened, onOpen } = props;
  return (
    <tr role="row" className={classes.row}>
      <SubjectCell subject={row.subject} place={`${index}:0`} stop={reachable === 0} />
      {categories.map((category, at) => {
        const cell = cellOf(row, category);
        const column = at + 1;
        return (
          <td key={category.id} role="gridcell" className={classes.td}>
            <button
              type="button"
              className={`${classes.cell} ${states.state}`}
              data-state={cell.state}
              data-severity={worstIn(cell) ?? undefined}
              data-letter={category.letter}
              data-place={`${index}:${column}`}
              tabIndex={reachable === column ? 0 : -1}
              aria-label={describeCell(category, cell)}
              aria-haspopup="dialog"
              aria-expanded={opened === column}
              onClick={() => onOpen({ row: index, column })}
            >
              <CellMark cell={cell} />
            </button>
          </td>
        );
      })}
    </tr>
  );
});

interface SubjectCellProps {
  subject: Row["subject"];
  place: string;
  stop: boolean;
}

function SubjectCell({ subject, place, stop }: SubjectCellProps) {
  const { model } = useParams({ from: "/app/m/$model" });
  return (
    <th role="rowheader" scope="row" className={classes.subjectCell}>
      <Link
        className={classes.subject}
        {...linkToSubject(model, subject)}
        title={subject.uid}
        data-place={place}
        tabIndex={stop ? 0 : -1}
      >
        <KindIcon kind={subject.type === "flow" ? "flow" : subject.kind} size={15} />
        <span>{subject.name}</span>
      </Link>
    </th>
  );
}
