/** The model as a tree beside the canvas: everything on the canvas can be reached here with the keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { deepCounts } from "../../model/canvas";
import type { Kinds } from "../../model/kinds";
import { type OutlineRow, outlineMove } from "../../model/outline";
import type { EditorState } from "../useEditor";
import { OutlineItem } from "./OutlineItem";
import classes from "./outline.module.css";
import { useOutline } from "./useOutline";

const ROW_HEIGHT = 30;

interface OutlineProps {
  editor: EditorState;
  kinds: Kinds;
}

export function Outline({ editor, kinds }: OutlineProps) {
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
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(uid)}"]`)?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent, row: OutlineRow): void => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      editor.select(row.uid, { reveal: true });
      return;
    }
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
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index] as OutlineRow;
            return (
              <OutlineItem
                key={row.uid}
                row={row}
                top={item.start}
                kinds={kinds}
                counts={counts.get(row.uid)}
                selected={editor.selection?.uid === row.uid}
                tabIndex={row.uid === focused ? 0 : -1}
                onFocus={() => setFocused(row.uid)}
                onSelect={() => editor.select(row.uid, { reveal: true })}
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
