/** Follows the pointer while something is dragged: once a frame, with the view moving along at its edges. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import type { Observable } from "@/entities/drawing/observable";
import { holds, type Point } from "@/geometry/geometry";
import type { Gesture, Handler } from "@/model/canvas/gesture";
import { EdgePanning } from "./edgePanning";

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
/** Screen pixels within which neighbors attract. */
const REACH = 6;

export function useGestures(cell: Observable<Gesture | null>): Begin {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(() => {
    const pan = ({ x: dx, y: dy }: Point): void => {
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + dx, y: y + dy, zoom });
    };
    const room = (): DOMRect | null => store.getState().domNode?.getBoundingClientRect() ?? null;
    return (handler, event) => follow(handler, event, { cell, pan, room, flow });
  }, [cell, flow, store]);
}

interface Surroundings {
  cell: Observable<Gesture | null>;
  /** Move the view by so many pixels of the screen. */
  pan: (by: Point) => void;
  /** Where the canvas lies in the window. */
  room: () => DOMRect | null;
  flow: {
    screenToFlowPosition: (at: Point) => Point;
    getZoom: () => number;
  };
}

function follow(handler: Handler, start: Pointer, { cell, pan, room, flow }: Surroundings): void {
  let at: Pointer = start;
  let dragging = false;
  let frame = 0;
  const panning = new EdgePanning();

  const look = (): { point: Point; screen: Point } => {
    const screen = { x: at.clientX, y: at.clientY };
    const beside = handler.beside && !isOver(room(), screen) ? screen : null;
    const point = flow.screenToFlowPosition(handler.beside ? screen : kept(screen, room()));
    const grip = { free: at.altKey, reach: REACH / flow.getZoom() };
    cell.set({ ...handler.at(point, grip), beside });
    return { point, screen };
  };
  const step = (now: number): void => {
    const canvas = room();
    const by = canvas && panning.step({ x: at.clientX, y: at.clientY }, canvas, now);
    if (by) pan(by);
    look();
    frame = panning.waits ? requestAnimationFrame(step) : 0;
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
    const { point, screen } = look();
    const last = cell.get();
    cell.set(null);
    swallowClick();
    if (last?.beside) handler.beside?.();
    else if (last) handler.drop(last, point, screen);
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

/** Whether the point is over the canvas, and nothing that opens over it lies between. */
function isOver(room: DOMRect | null, at: Point): boolean {
  const between = document.elementFromPoint(at.x, at.y)?.closest("[role=dialog]");
  return room !== null && holds(room, at) && !between;
}

/** Return the nearest point of the canvas. */
function kept({ x, y }: Point, room: DOMRect | null): Point {
  if (!room) return { x, y };
  return {
    x: Math.min(room.right, Math.max(room.left, x)),
    y: Math.min(room.bottom, Math.max(room.top, y)),
  };
}
