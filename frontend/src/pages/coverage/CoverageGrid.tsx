/** The grid: a row for each element and flow, a column for each category, walked with the arrow keys. */
import { type CSSProperties, useMemo, useRef, useState } from "react";
import type { Coverage } from "@/api/types";
import type { Method } from "@/model/labels/categories";
import { CellPopover } from "./CellPopover";
import { CoverageHead } from "./CoverageHead";
import { CoverageRow } from "./CoverageRow";
import { cellOf, columnsOf, type Place } from "./coverageCells";
import classes from "./coverageGrid.module.css";
import { useGridKeys } from "./useGridKeys";

interface CoverageGridProps {
  coverage: Coverage;
  method: Method;
  /** Still the rows of the previous search. */
  stale: boolean;
}

export function CoverageGrid({ coverage, method, stale }: CoverageGridProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Place | null>(null);
  const categories = useMemo(
    () => columnsOf(coverage.categories, method),
    [coverage.categories, method],
  );
  const rows = coverage.results;
  const grid = useGridKeys(frame, { rows: rows.length, columns: categories.length + 1 });
  const row = opened && rows[opened.row];
  const category = opened && categories[opened.column - 1];
  return (
    <div className={classes.frame} ref={frame} data-stale={stale}>
      {/* The phone layout takes the display of a table away, and with it its semantics: hence the explicit roles. */}
      <table
        className={classes.grid}
        role="grid"
        aria-label="Coverage by element and category"
        style={{ "--columns": categories.length } as CSSProperties}
        onKeyDown={grid.onKeyDown}
        onFocus={grid.onFocus}
      >
        <CoverageHead categories={categories} />
        <tbody role="rowgroup">
          {rows.map((one, index) => (
            <CoverageRow
              key={one.subject.uid}
              row={one}
              index={index}
              categories={categories}
              reachable={grid.place.row === index ? grid.place.column : null}
              opened={opened?.row === index ? opened.column : null}
              onOpen={setOpened}
            />
          ))}
        </tbody>
      </table>
      {opened && row && category && (
        <CellPopover
          frame={frame}
          place={opened}
          row={row}
          category={category}
          cell={cellOf(row, category)}
          onClose={() => {
            setOpened(null);
            grid.focus(opened);
          }}
        />
      )}
    </div>
  );
}
