/** Where the canvas opens: on what is selected, or on the drawing as a whole. */
import { getViewportForBounds, type Viewport } from "@xyflow/react";
import { type RefObject, useLayoutEffect, useState } from "react";
import { boundsOf } from "@/model/canvas/canvasNodes";
import { initialViewport, ZOOMS } from "@/model/canvas/initialViewport";
import type { EditorState } from "../editorState/editorState";
import { revealed } from "../editorState/selection";
import { AROUND } from "../editorState/useCanvasView";

export interface InitialView {
  defaultViewport: Viewport;
}

/** Return what React Flow opens with; null until the room is measured, for it reads that when it appears. */
export function useInitialView(
  room: RefObject<HTMLDivElement | null>,
  editor: EditorState,
): InitialView | null {
  const [opening, setOpening] = useState<InitialView | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view opens once, later it moves by what people do
  useLayoutEffect(() => {
    if (room.current) setOpening(openingOn(room.current, editor));
  }, []);
  return opening;
}

function openingOn(
  room: HTMLElement,
  { canvas, drawn, snapshot, selection }: EditorState,
): InitialView {
  const { clientWidth: width, clientHeight: height } = room;
  const uids = selection ? revealed(snapshot, selection.uid) : [];
  const nodes = uids.flatMap((uid) => drawn.get(uid) ?? []);
  if (nodes.length === 0)
    return { defaultViewport: initialViewport(canvas.nodes, { width, height }) };
  const view = getViewportForBounds(boundsOf(nodes), width, height, ZOOMS.least, 1, AROUND);
  return { defaultViewport: view };
}
