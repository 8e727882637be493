/** Selecting by a rectangle: what lies wholly inside it is caught, mounted or not. */
import { type ReactFlowProps, useStoreApi } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import type { Rect } from "@/geometry/geometry";
import { idsInside } from "@/model/canvas/canvasNodes";
import { outermost } from "@/model/canvas/visibility";
import type { EditorState } from "../editorState/editorState";

interface Marquee {
  /** What is caught so far; null when no rectangle is being drawn. */
  caught: ReadonlySet<string> | null;
  flow: Pick<ReactFlowProps, "onSelectionStart" | "onSelectionEnd">;
}

export function useMarquee(editor: EditorState): Marquee {
  const [caught, setCaught] = useState<ReadonlySet<string> | null>(null);
  const store = useStoreApi();
  const latest = useRef(editor);
  latest.current = editor;
  const flow = useMemo((): Marquee["flow"] => {
    let now: ReadonlySet<string> = NOTHING;
    let unwatch = (): void => undefined;
    const look = (): void => {
      const { userSelectionRect, transform } = store.getState();
      if (!userSelectionRect) return;
      const [x, y, zoom] = transform;
      const part: Rect = {
        x: (userSelectionRect.x - x) / zoom,
        y: (userSelectionRect.y - y) / zoom,
        width: userSelectionRect.width / zoom,
        height: userSelectionRect.height / zoom,
      };
      const next = idsInside(latest.current.canvas.nodes, part);
      if (next.size === now.size && [...next].every((id) => now.has(id))) return;
      now = next;
      setCaught(next);
    };
    return {
      onSelectionStart: () => {
        now = NOTHING;
        setCaught(now);
        unwatch = store.subscribe(look);
      },
      onSelectionEnd: () => {
        unwatch();
        const { tree, selectMany, announce } = latest.current;
        const uids = outermost(tree, now);
        setCaught(null);
        selectMany(uids);
        announce(`${uids.length} selected`);
      },
    };
  }, [store]);
  return { caught, flow };
}

const NOTHING: ReadonlySet<string> = new Set();
