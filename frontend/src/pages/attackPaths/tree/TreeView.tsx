/** An attack tree as rows that open and close; arrow keys move along them. */
import { IconChevronRight } from "@tabler/icons-react";
import { type CSSProperties, type KeyboardEvent, useRef } from "react";
import type { AttackTree } from "@/api/types";
import { outlineMove } from "@/model/canvas/outline";
import { GATES, isEdited, leafText, type TreeRow } from "@/model/labels/attackTree";
import classes from "./tree.module.css";

interface TreeViewProps {
  tree: AttackTree;
  rows: readonly TreeRow[];
  /** The row that is chosen. */
  selected: string;
  onSelect: (uid: string) => void;
  onToggle: (uid: string) => void;
}

export function TreeView({ tree, rows, selected, onSelect, onToggle }: TreeViewProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent, row: TreeRow): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const move = outlineMove(rows, row.uid, event.key);
    if (!move) return;
    event.preventDefault();
    if (move.do !== "focus") {
      onToggle(move.uid);
      return;
    }
    onSelect(move.uid);
    list.current?.querySelector<HTMLElement>(`[data-row="${move.uid}"]`)?.focus();
  };
  return (
    <div
      ref={list}
      role="tree"
      aria-label={`Attack tree: ${tree.goal.title}`}
      className={classes.tree}
    >
      {rows.map((row) => (
        <Row
          key={row.uid}
          row={row}
          selected={row.uid === selected}
          onSelect={() => onSelect(row.uid)}
          onToggle={() => onToggle(row.uid)}
          onKeyDown={(event) => onKeyDown(event, row)}
        />
      ))}
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  selected: boolean;
  onSelect: () => void;
  onToggle: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Row({ row, selected, onSelect, onToggle, onKeyDown }: RowProps) {
  const { node } = row;
  return (
    <div
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.open ?? undefined}
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-row={row.uid}
      data-counted={node.counted}
      className={classes.row}
      style={{ "--level": row.level - 1 } as CSSProperties}
      onClick={onSelect}
      onDoubleClick={() => row.open !== null && onToggle()}
      onKeyDown={onKeyDown}
    >
      {row.open === null ? (
        <span className={classes.chevron} />
      ) : (
        <span
          className={classes.chevron}
          data-open={row.open}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <IconChevronRight size={14} />
        </span>
      )}
      {node.gate !== "leaf" && <span className={classes.gate}>{GATES[node.gate].label}</span>}
      <span className={classes.title}>{node.title}</span>
      <Tags row={row} />
      {node.gate === "leaf" && <span className={classes.values}>{leafText(node)}</span>}
    </div>
  );
}

function Tags({ row: { node, repeated } }: { row: TreeRow }) {
  const edited = node.added ? "Added" : isEdited(node) ? "Edited" : null;
  return (
    <>
      {edited && <span className={classes.tag}>{edited}</span>}
      {!node.counted && <span className={classes.tag}>Not counted</span>}
      {repeated && <span className={classes.quiet}>shown above</span>}
    </>
  );
}
