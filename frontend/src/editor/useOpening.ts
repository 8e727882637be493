/** Where the canvas opens: on what is selected, or on the drawing as a whole. */
import type { ReactFlowProps } from "@xyflow/react";
import { type RefObject, useLayoutEffect, useState } from "react";
import { firstView } from "../model/firstView";
import { revealed } from "./selection";
import type { EditorState } from "./useEditor";

export type Opening = Pick<ReactFlowProps, "defaultViewport" | "fitView" | "fitViewOptions">;

const SELECTED = { padding: 0.35, maxZoom: 1 };

/** Return what React Flow opens with; null until the room is measured, for it reads that when it appears. */
export function useOpening(
  room: RefObject<HTMLDivElement | null>,
  editor: EditorState,
): Opening | null {
  const [opening, setOpening] = useState<Opening | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view opens once, later it moves by what people do
  useLayoutEffect(() => {
    if (room.current) setOpening(openingOn(room.current, editor));
  }, []);
  return opening;
}

function openingOn(room: HTMLElement, { canvas, snapshot, selection }: EditorState): Opening {
  if (!selection) {
    const { clientWidth: width, clientHeight: height } = room;
    return { defaultViewport: firstView(canvas.nodes, { width, height }) };
  }
  const nodes = revealed(snapshot, selection.uid).map((id) => ({ id }));
  return { fitView: true, fitViewOptions: { ...SELECTED, nodes } };
}
