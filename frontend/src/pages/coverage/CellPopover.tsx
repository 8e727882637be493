/** Opens beside a cell of the grid and says why it is what it is. */
import { Popover } from "@mantine/core";
import { type RefObject, Suspense, useLayoutEffect, useState } from "react";
import type { CoverageCell, CoverageRow } from "@/api/types";
import type { Category } from "@/model/labels/categories";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./cellDetail.module.css";
import type { Place } from "./coverageCells";
import { stopAt } from "./useGridKeys";

const CellDetail = lazyWithRetry(() => import("./CellDetail"));

interface CellPopoverProps {
  frame: RefObject<HTMLElement | null>;
  place: Place;
  row: CoverageRow;
  category: Category;
  cell: CoverageCell;
  onClose: () => void;
}

/** One popover for the whole grid, over the cell it explains: hundreds of cells need not carry their own. */
export function CellPopover({ frame, place, row, category, cell, onClose }: CellPopoverProps) {
  const [box, setBox] = useState<Box | null>(null);
  useLayoutEffect(() => setBox(boxOf(frame.current, place)), [frame, place]);
  if (!box) return null;
  return (
    <Popover
      key={`${place.row}:${place.column}`}
      opened
      onDismiss={onClose}
      trapFocus
      width="min(380px, calc(100vw - 32px))"
      position="bottom"
      offset={4}
      withinPortal
      closeOnEscape
    >
      <Popover.Target>
        <span className={classes.anchor} style={box} aria-hidden="true" />
      </Popover.Target>
      <Popover.Dropdown
        className={classes.popover}
        aria-label={`${category.label}, ${row.subject.name}`}
      >
        <Suspense fallback={<div className={classes.detailPending} />}>
          <CellDetail row={row} category={category} cell={cell} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function boxOf(frame: HTMLElement | null, place: Place): Box | null {
  const stop = stopAt(frame, place)?.getBoundingClientRect();
  const origin = frame?.getBoundingClientRect();
  if (!stop || !origin) return null;
  return {
    left: stop.left - origin.left,
    top: stop.top - origin.top,
    width: stop.width,
    height: stop.height,
  };
}
