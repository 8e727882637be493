/** Follows the pointer while something is dragged: once a frame, with the view moving along at its edges. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import type { Point } from "../../model/geometry";
import type { Cell } from "../Cell";
import type { Gesture, Handler } from "./gesture";

/** What of a pointer event is followed; React's and the browser's have it alike. */
export interface Pointer {
  clientX: number;
  clientY: number;
  altKey: boolean;
  pointerId: number;
}

export type Begin = (handler: Handler, event: Pointer) => void;

/** Screen pixels before a press becomes a drag. */
const THRESHOLD = 4;
/** Screen pixels within which neighbours attract. */
const REACH = 6;
/** Width of the rim of the canvas in which the view moves along, and how far it moves in a frame. */
const RIM = 36;
const SPEED = 14;

export function useGestures(cell: Cell<Gesture | null>): Begin {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(() => {
    const pan = (at: Point): boolean => {
      const room = store.getState().domNode?.getBoundingClientRect();
      const by = room ? panBy(at, room) : null;
      if (!by) return false;
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + by.x, y: y + by.y, zoom });
      return true;
    };
    const isInside = ({ x, y }: Point): boolean =>
      store.getState().domNode?.contains(document.elementFromPoint(x, y)) ?? false;
    return (handler, event) => follow(handler, event, { cell, pan, isInside, flow });
  }, [cell, flow, store]);
}

interface Surroundings {
  cell: Cell<Gesture | null>;
  /** Move the view when the pointer is at its rim, and say whether it did. */
  pan: (at: Point) => boolean;
  isInside: (at: Point) => boolean;
  flow: {
    screenToFlowPosition: (at: Point) => Point;
    getZoom: () => number;
  };
}

function follow(
  handler: Handler,
  start: Pointer,
  { cell, pan, isInside, flow }: Surroundings,
): void {
  let at: Pointer = start;
  let dragging = false;
  let frame = 0;

  const look = (): Point => {
    const point = flow.screenToFlowPosition({ x: at.clientX, y: at.clientY });
    cell.set(handler.at(point, { free: at.altKey, reach: REACH / flow.getZoom() }));
    return point;
  };
  const step = (): void => {
    const panned = pan({ x: at.clientX, y: at.clientY });
    look();
    frame = panned ? requestAnimationFrame(step) : 0;
  };
  const onMove = (event: PointerEvent): void => {
    if (event.pointerId !== start.pointerId) return;
    at = event;
    dragging ||= Math.hypot(at.clientX - start.clientX, at.clientY - start.clientY) > THRESHOLD;
    if (dragging && frame === 0) frame = requestAnimationFrame(step);
  };
  const onUp = (event: PointerEvent): void => {
    if (event.pointerId !== start.pointerId) return;
    at = event;
    end();
    if (!dragging) return;
    const point = look();
    const last = cell.get();
    cell.set(null);
    swallowClick();
    const screen = { x: at.clientX, y: at.clientY };
    if (last) handler.drop(last, point, isInside(screen), screen);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !dragging) return;
    event.preventDefault();
    event.stopPropagation();
    end();
    cell.set(null);
    swallowClick();
  };
  const onCancel = (): void => {
    end();
    cell.set(null);
  };
  // A second finger makes it a pinch.
  const onDown = (event: PointerEvent): void => {
    if (event.pointerId !== start.pointerId) onCancel();
  };
  const end = (): void => {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointerdown", onDown);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onCancel);
    window.removeEventListener("keydown", onKey, true);
  };
  window.addEventListener("pointerdown", onDown);
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  window.addEventListener("pointercancel", onCancel);
  window.addEventListener("keydown", onKey, true);
}

/** The click that follows a drag is none. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => event.stopPropagation();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
}

/** Return how far to move the view with the pointer here; null within the canvas and outside it. */
export function panBy({ x, y }: Point, room: DOMRect): Point | null {
  if (x < room.left || x > room.right || y < room.top || y > room.bottom) return null;
  const by = {
    x: (x < room.left + RIM ? SPEED : 0) - (x > room.right - RIM ? SPEED : 0),
    y: (y < room.top + RIM ? SPEED : 0) - (y > room.bottom - RIM ? SPEED : 0),
  };
  return by.x === 0 && by.y === 0 ? null : by;
}
