/** The points from which flows are drawn and frames are resized, on what is under the pointer or selected. */
import { useStore, ViewportPortal } from "@xyflow/react";
import type { CSSProperties } from "react";
import { useCanvasState, useObservable } from "@/entities/drawing/CanvasContext";
import type { Rect } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { placeOf } from "@/model/canvas/editSnapshot";
import classes from "@/model/canvas/gesture.module.css";
import { mayConnect } from "@/model/canvas/possibleConnections";
import type { EditorState } from "../../editorState/editorState";
import { CORNERS, type Corner } from "./resizing";

/** Below this zoom the points would cover what they belong to. */
const LEAST_ZOOM = 0.3;

export function Handles({ editor }: { editor: EditorState }) {
  const parts = useCanvasState();
  const gesture = useObservable(parts.gesture);
  const hovered = useObservable(parts.hovered);
  const zoom = useStore((store) => store.transform[2]);
  const { canvas, selected, editSnapshot } = editor;
  if (gesture || zoom < LEAST_ZOOM) return null;
  const find = (uid: string | null): CanvasNode | undefined =>
    canvas.nodes.find((node) => node.id === uid);
  const chosen = selected.length === 1 ? find(selected[0] ?? null) : undefined;
  const over = find(hovered) ?? chosen;
  return (
    <ViewportPortal>
      <div className={classes.handles} style={{ "--pixel": `${1 / zoom}px` } as CSSProperties}>
        {chosen?.type === "frame" && !chosen.data.collapsed && (
          <ResizeHandles rect={placeOf(editSnapshot, chosen.id)} />
        )}
        {over && mayConnect(editSnapshot.kinds, over.data.kind) && (
          <ConnectHandles uid={over.id} rect={placeOf(editSnapshot, over.id)} />
        )}
      </div>
    </ViewportPortal>
  );
}

function ResizeHandles({ rect }: { rect: Rect }) {
  return CORNERS.map((corner) => (
    <div
      key={corner}
      className={classes.resize}
      data-resize={corner}
      data-corner={corner}
      style={handleStyle(rect, corner)}
    />
  ));
}

function handleStyle({ x, y, width, height }: Rect, corner: Corner): CSSProperties {
  const left = corner.includes("left") ? x : corner.includes("right") ? x + width : x + width / 2;
  const top = corner.includes("top") ? y : corner.includes("bottom") ? y + height : y + height / 2;
  // A side is caught along all of it, a corner at its point.
  if (corner === "left" || corner === "right") return { left, top, height: height - 12 };
  if (corner === "top" || corner === "bottom") return { left, top, width: width - 12 };
  return { left, top };
}

function ConnectHandles({ uid, rect }: { uid: string; rect: Rect }) {
  const { x, y, width, height } = rect;
  const points = [
    ["top", x + width / 2, y],
    ["right", x + width, y + height / 2],
    ["bottom", x + width / 2, y + height],
    ["left", x, y + height / 2],
  ] as const;
  return points.map(([side, left, top]) => (
    <div
      key={side}
      className={classes.connect}
      data-connect={uid}
      title="Drag to connect"
      style={{ left, top }}
    />
  ));
}
