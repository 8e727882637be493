/** The model as a tree beside the canvas: everything on the canvas can be reached here with the keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useMemo, useRef } from "react";
import { inOutline } from "@/entities/drawing/CanvasContext";
import { deepCounts } from "@/model/canvas/canvasNodes";
import { type OutlineRow, outlineMove } from "@/model/canvas/outline";
import { renameSelection } from "../actions/renameSelection";
import type { EditorState } from "../editorState/editorState";
import { actingOn } from "./ElementContextMenu";
import { OutlineItem, type RowMatch } from "./OutlineItem";
import classes from "./outline.module.css";
import { actionFor } from "./outlineRowKeys";
import { useOutline } from "./useOutline";
import { useOutlineSelection } from "./useOutlineSelection";
import { useRevealedRow } from "./useRevealedRow";

const ROW_HEIGHT = 30;

interface OutlineProps {
  editor: EditorState;
}

export function Outline({ editor }: OutlineProps) {
  const { rows, focused, setFocused, setOpen } = useOutline(editor);
  const counts = useMemo(() => deepCounts(editor.tree), [editor.tree]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });

  const focusRow = (uid: string): void => {
    setFocused(uid);
    virtual.scrollToIndex(rows.findIndex((row) => row.uid === uid));
    focusOnceShown(scroller, uid);
  };
  const choosing = useOutlineSelection(editor, rows, focusRow);
  const onRow = useRevealedRow(editor, { rows, focused, setOpen, focusRow }, scroller);
  const onKeyDown = (event: KeyboardEvent, row: OutlineRow): void => {
    if (choosing.onKeyDown(event, row.uid) || actsOnRow(editor, event, row)) return;
    // With these the arrow keys are those of the canvas.
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const move = outlineMove(rows, row.uid, event.key);
    if (!move) return;
    event.preventDefault();
    if (move.do === "focus") focusRow(move.uid);
    else setOpen(move.uid, move.do === "open");
  };

  return (
    <>
      <h2 className={classes.title}>
        Outline <span className={classes.total}>{editor.tree.byUid.size}</span>
      </h2>
      <div
        ref={scroller}
        className={classes.scroller}
        role="tree"
        aria-label="Elements of the model"
        aria-multiselectable="true"
        tabIndex={rows.length === 0 ? 0 : -1}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index] as OutlineRow;
            return (
              <OutlineItem
                key={row.uid}
                row={row}
                top={item.start}
                kinds={editor.document.kinds}
                counts={counts.get(row.uid)}
                selected={editor.selected.includes(row.uid)}
                match={matchOf(editor, row.uid)}
                tabIndex={row.uid === focused ? 0 : -1}
                onFocus={() => {
                  setFocused(row.uid);
                  onRow(item.index);
                }}
                onSelect={(event) => choosing.onClick(event, row.uid)}
                onMenu={(at) => editor.openMenu(row.uid, at)}
                onToggle={() => setOpen(row.uid, !row.open)}
                onKeyDown={(event) => onKeyDown(event, row)}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

/** Rows are mounted as they come into sight. */
function focusOnceShown(scroller: RefObject<HTMLElement | null>, uid: string, tries = 12): void {
  requestAnimationFrame(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(uid)}"]`);
    if (row) row.focus();
    else if (tries > 0) focusOnceShown(scroller, uid, tries - 1);
  });
}

function matchOf({ match }: EditorState, uid: string): RowMatch | null {
  if (!match) return null;
  if (match.found.has(uid)) return "found";
  return match.shown.has(uid) ? "around" : "beside";
}

/** Do what a key means for the row that has the focus; it need not be selected for that. */
function actsOnRow(editor: EditorState, event: KeyboardEvent, row: OutlineRow): boolean {
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    event.preventDefault();
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    editor.openMenu(row.uid, { x: left + 24, y: bottom });
    return true;
  }
  const action = actionFor(event.nativeEvent);
  const target = actingOn(editor, row.uid);
  if (!action || (action.edits && !editor.document.canEdit)) return false;
  if (!(action.applies?.(target) ?? true)) return false;
  event.preventDefault();
  event.stopPropagation();
  if (action === renameSelection) editor.parts.renaming.set(inOutline(row.uid));
  else action.run(target);
  return true;
}
