/** One row of the outline. */
import { VisuallyHidden } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import type { KeyboardEvent, MouseEvent } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { inOutline, useCanvasState, useIs } from "@/entities/drawing/CanvasContext";
import { NameField } from "@/entities/drawing/nodes/NameField";
import type { Point } from "@/geometry/geometry";
import type { OutlineRow } from "@/model/canvas/outline";
import { type Kinds, kindInfo } from "@/model/graph/elementKinds";
import { describeCounts, type SeverityCounts, totalCount, worstOf } from "@/model/graph/severity";
import classes from "./outline.module.css";

/** How a row stands to the filters: it matches, holds what does, or steps back. */
export type RowMatch = "found" | "around" | "beside";

interface OutlineItemProps {
  row: OutlineRow;
  top: number;
  kinds: Kinds;
  counts: SeverityCounts | undefined;
  selected: boolean;
  /** Null while nothing is filtered. */
  match: RowMatch | null;
  tabIndex: number;
  onFocus: () => void;
  onSelect: (event: MouseEvent) => void;
  /** Opens the menu of the row at a point of the screen. */
  onMenu: (at: Point) => void;
  onToggle: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

export function OutlineItem(props: OutlineItemProps) {
  const {
    row,
    top,
    kinds,
    counts,
    selected,
    match,
    tabIndex,
    onFocus,
    onSelect,
    onMenu,
    onToggle,
    onKeyDown,
  } = props;
  const label = kindInfo(kinds, row.kind).label;
  return (
    <div
      role="treeitem"
      data-uid={row.uid}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: 8 + (row.level - 1) * 14 }}
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-expanded={row.open ?? undefined}
      aria-selected={selected}
      data-match={match ?? undefined}
      tabIndex={tabIndex}
      title={`${row.name} (${label})`}
      onFocus={onFocus}
      onClick={onSelect}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
      onKeyDown={onKeyDown}
    >
      <Chevron open={row.open} onToggle={onToggle} />
      <KindIcon kind={row.kind} size={15} />
      <Name row={row} />
      <VisuallyHidden>{detailsOf(props)}</VisuallyHidden>
      {counts && <Marks counts={counts} />}
    </div>
  );
}

/** What is said after the name. */
function detailsOf({ row, kinds, counts, match }: OutlineItemProps): string {
  const threats = counts ? `, ${describeCounts(counts)}` : "";
  const found = match === "found" ? ", matches the filters" : "";
  return `${kindInfo(kinds, row.kind).label}${threats}${found}`;
}

function Name({ row }: { row: OutlineRow }) {
  const { renaming } = useCanvasState();
  const isRenamed = useIs<string | null>(renaming, inOutline(row.uid));
  if (isRenamed) return <NameField uid={row.uid} name={row.name} />;
  return <span className={classes.name}>{row.name}</span>;
}

function Chevron({ open, onToggle }: { open: boolean | null; onToggle: () => void }) {
  if (open === null) return <span className={classes.chevron} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the row do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the row do the same
    <span
      className={classes.chevron}
      data-open={open}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <IconChevronRight size={13} aria-hidden="true" />
    </span>
  );
}

function Marks({ counts }: { counts: SeverityCounts }) {
  const worst = worstOf(counts);
  if (worst === null) return null;
  return (
    <span className={classes.marks} aria-hidden="true">
      <SeverityIcon severity={worst} size={9} />
      {totalCount(counts)}
    </span>
  );
}
