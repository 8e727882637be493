/** What of the drawing is mounted at the moment, and whether the picture of it all is shown. */
import { useStore } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { useObservable } from "@/entities/drawing/CanvasContext";
import type { Rect } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { boundsOf } from "@/model/canvas/canvasNodes";
import type { EditorState } from "../editorState/editorState";
import { useMountedIds } from "./useMountedIds";

export interface MountedNodes {
  nodes: CanvasNode[];
  /** Whether the drawing is shown as one picture: from afar, and until the nodes are there that take its place. */
  picture: boolean;
  /** Pixels of the canvas for one of the screen, in steps so that zooming restyles rarely. */
  away: number;
  bounds: Rect;
}

/** From afar no more than so many of what is selected are mounted; the picture marks them all. */
const SELECTED_MOST = 50;

export function useMountedNodes(
  editor: EditorState,
  nodes: CanvasNode[],
  afar: boolean,
): MountedNodes {
  const { canvas, parts, selected } = editor;
  const hovered = useObservable(parts.hovered);
  const over = afar ? hovered : null;
  const kept = useMemo(
    () => new Set([...selected.slice(0, SELECTED_MOST), ...(over ? [over] : [])]),
    [selected, over],
  );
  const mounted = useMountedIds(nodes, afar, kept);
  const picture = useLasting(afar, mounted.complete);
  const away = useStore(({ transform }) => (afar ? Math.ceil(1 / transform[2]) : 1));
  const bounds = useMemo(() => boundsOf(canvas.nodes), [canvas]);
  useEffect(() => parts.afar.set(afar), [parts, afar]);
  return { nodes: mounted.nodes, picture, away, bounds };
}

/** Return true from the moment this is so until it is not and what comes after it is ready. */
function useLasting(isSo: boolean, ready: boolean): boolean {
  const [lasting, setLasting] = useState(isSo);
  const now = isSo || (lasting && !ready);
  if (now !== lasting) setLasting(now);
  return now;
}
