/** What clicks and drags on the canvas do. */
import { type ReactFlowProps, useReactFlow, useStoreApi } from "@xyflow/react";
import { type MouseEvent, type PointerEvent, useMemo, useRef } from "react";
import type { Point, Rect } from "@/geometry/geometry";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import { rectOfNode } from "@/model/canvas/canvasNodes";
import { nearestEdge } from "@/model/canvas/edgeHitTest";
import { resizeOps } from "@/model/canvas/editOps";
import type { Handler } from "@/model/canvas/gesture";
import { drawnEdges } from "@/model/canvas/highlight";
import { nodeAt } from "@/model/canvas/nodeHitTest";
import { toast } from "@/ui/toast";
import { connect } from "../actions/connectSelection";
import type { EditorState } from "../editorState/editorState";
import { connectTo } from "./gestures/connecting";
import { onLongPress } from "./gestures/longPress";
import { grab, movedLabel, movedOps, moveTo } from "./gestures/moving";
import { type Corner, stretchTo } from "./gestures/resizing";
import { isInOverview, zoneAt } from "./overview/zoneHitTest";

interface CanvasPointer {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onDoubleClick: (event: MouseEvent) => void;
  flow: Pick<
    ReactFlowProps,
    "onNodeClick" | "onNodeContextMenu" | "onPaneClick" | "onPaneContextMenu"
  >;
}

export function useCanvasPointer(editor: EditorState): CanvasPointer {
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef({ editor });
  latest.current = { editor };
  return useMemo(() => {
    const pointAt = (event: { clientX: number; clientY: number }): Point =>
      flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    return {
      onPointerDown: (event) => {
        const { editor } = latest.current;
        if (event.pointerType === "touch" && event.isPrimary)
          awaitMenu(editor, event, pointAt(event));
        const drags = startDrag(editor, event, pointAt(event));
        holdView(event.currentTarget, drags);
      },
      onPointerMove: (event) => {
        const { editor } = latest.current;
        // Handles to drag would take the tap of a finger.
        if (event.buttons === 0 && event.pointerType !== "touch")
          hover(editor, event, pointAt(event), zoomOf(store));
      },
      onPointerLeave: () => {
        const { parts } = latest.current.editor;
        parts.overLine.set(null);
        parts.hover(null);
      },
      onDoubleClick: (event) => doubleClick(latest.current.editor, event, pointAt(event)),
      flow: {
        onNodeClick: (event, node) => {
          const { editor } = latest.current;
          // Lines lie above boundaries, and take no clicks themselves.
          const ground = node.type === "frame" && !isGrip(event.target);
          const line = ground ? lineAt(editor, pointAt(event), zoomOf(store)) : null;
          if (line) editor.select(line);
          else click(editor, event, node.id);
        },
        onNodeContextMenu: (event, node) => {
          event.preventDefault();
          latest.current.editor.openMenu(node.id, { x: event.clientX, y: event.clientY });
        },
        onPaneClick: (event) => {
          const { editor } = latest.current;
          const point = pointAt(event);
          const uid = isInOverview(editor, point);
          if (uid) click(editor, event, uid);
          else editor.select(lineAt(editor, point, zoomOf(store)) ?? zoneAt(editor, point));
        },
        onPaneContextMenu: (event) => {
          const { editor } = latest.current;
          const uid = isInOverview(editor, pointAt(event));
          if (!uid) return;
          event.preventDefault();
          editor.openMenu(uid, { x: event.clientX, y: event.clientY });
        },
      },
    };
  }, [flow, store]);
}

function click(editor: EditorState, event: MouseEvent, uid: string): void {
  const { selected, selectMany, select } = editor;
  if (!(event.shiftKey || event.metaKey || event.ctrlKey)) select(uid);
  else if (selected.includes(uid)) selectMany(selected.filter((one) => one !== uid));
  else selectMany([...selected.filter((one) => editor.tree.byUid.has(one)), uid]);
}

function isGrip(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[data-grab]") !== null;
}

/** Screen pixels from which a line is hit. */
const NEAR = 8;

/** Return the uid of the flow or relation at the point, among those that are drawn at the moment. */
function lineAt(editor: EditorState, point: Point, zoom: number): string | null {
  const edge = edgeAt(editor, point, zoom);
  return edge && !edge.id.startsWith("merged:") ? edge.id : null;
}

function edgeAt(
  { canvas, drawn, tree, selected }: EditorState,
  point: Point,
  zoom: number,
): CanvasEdge | null {
  const rectOf = (uid: string): Rect | undefined => {
    const node = drawn.get(uid);
    return node && rectOfNode(node);
  };
  return nearestEdge(drawnEdges(canvas, tree, selected), rectOf, point, NEAR / zoom);
}

function zoomOf(store: ReturnType<typeof useStoreApi>): number {
  return store.getState().transform[2];
}

/**
 * Notes what is under the pointer: an element, of the picture from afar, or a flow, whose label may have had no room.
 *
 * What a move is over says so at once. Events of entering and leaving come in two orders, those of the pointer before those of
 * the mouse, and not at all where the view has moved under the pointer.
 */
function hover(editor: EditorState, event: PointerEvent, point: Point, zoom: number): void {
  const { canvas, parts } = editor;
  if (parts.afar.get()) {
    parts.hover(isInOverview(editor, point));
    return;
  }
  parts.hover(elementUnder(event.target));
  const above = event.target instanceof Element && event.target.closest(ABOVE_LINES);
  const edge = above || canvas.routing.routes.size === 0 ? null : edgeAt(editor, point, zoom);
  parts.overLine.set(edge?.type === "flow" ? edge.id : null);
}

/** Return the uid of the element at which, or at a dot of which, an event is aimed. */
function elementUnder(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>("[data-connect]")?.dataset.connect ?? uidOf(target);
}

/** What lies above flows. */
const ABOVE_LINES = "[data-grab], button, input, .react-flow__panel";

function doubleClick(editor: EditorState, event: MouseEvent, point: Point): void {
  if (!(event.target instanceof Element) || event.target.closest("button, input")) return;
  if (event.target.closest("[data-grab]")) {
    const uid = uidOf(event.target);
    if (uid && editor.document.canEdit) editor.rename(uid);
    else if (uid) editor.select(uid, { reveal: true });
    return;
  }
  const afar = isInOverview(editor, point);
  if (afar) {
    editor.select(afar, { reveal: true });
    return;
  }
  const ground = event.target.closest(".react-flow__pane, .react-flow__node-frame");
  if (ground && editor.document.canEdit)
    editor.pick({ type: "add", at: point, here: true, from: null });
}

/** Open the menu of what a finger rests on. */
function awaitMenu(editor: EditorState, event: PointerEvent, point: Point): void {
  if (!(event.target instanceof Element) || event.target.closest("button, input")) return;
  const uid = uidOf(event.target) ?? isInOverview(editor, point);
  if (uid) onLongPress(event, () => editor.openMenu(uid, { x: event.clientX, y: event.clientY }));
}

/** Let the view rest, or move, under what follows this press: React Flow asks for the class when it hears of the press. */
function holdView(room: Element, still: boolean): void {
  room.classList.toggle("nopan", still);
}

/** Begin to drag what is pressed, and say whether anything is; a second finger only ever moves the view. */
function startDrag(editor: EditorState, event: PointerEvent, point: Point): boolean {
  const { button, shiftKey, isPrimary, target, pointerType } = event;
  if (button !== 0 || shiftKey || !isPrimary || !editor.document.canEdit) return false;
  if (!(target instanceof Element) || target.closest("button, input")) return false;
  const handler = handlerFor(editor, target, point, pointerType === "touch");
  if (handler) editor.begin(handler, event);
  return handler !== null;
}

function handlerFor(
  editor: EditorState,
  target: Element,
  point: Point,
  touch: boolean,
): Handler | null {
  const corner = target.closest<HTMLElement>("[data-resize]")?.dataset.resize;
  if (corner) return resizing(editor, corner as Corner, point);
  const from = target.closest<HTMLElement>("[data-connect]")?.dataset.connect;
  if (from) return connecting(editor, from);
  const uid = target.closest("[data-grab]") && uidOf(target);
  // A finger moves the view, unless it is on what is selected.
  if (!uid || (touch && !editor.selected.includes(uid))) return null;
  return moving(editor, uid, point);
}

function uidOf(target: Element): string | null {
  return target.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
}

function moving(editor: EditorState, uid: string, start: Point): Handler {
  const drag = grab(editor.editSnapshot, editor.canvas.nodes, editor.selected, uid, start);
  return {
    at: (point, grip) => moveTo(drag, point, grip),
    drop: (last) => {
      if (last.type !== "move") return;
      if (last.target?.problem) {
        editor.announce(last.target.problem);
        return;
      }
      editor.edit(movedOps(drag, last), movedLabel(drag, last));
      if (!editor.selected.includes(uid)) editor.selectMany(drag.uids);
    },
  };
}

function resizing(editor: EditorState, corner: Corner, start: Point): Handler | null {
  const { editSnapshot, selected } = editor;
  const [uid] = selected;
  const name = editSnapshot.tree.byUid.get(uid ?? "")?.name;
  if (!uid || name === undefined) return null;
  return {
    at: (point, grip) => stretchTo({ editSnapshot, uid, corner, start }, point, grip),
    drop: (last) => {
      if (last.type === "resize")
        editor.edit(resizeOps(editSnapshot, uid, last.rect), `Resize ${name}`);
    },
  };
}

function connecting(editor: EditorState, from: string): Handler {
  const { editSnapshot, canvas } = editor;
  return {
    at: (point) => connectTo(editSnapshot, canvas.nodes, from, point),
    drop: (last, point, screen) => {
      if (last.type !== "connect") return;
      const { target } = last;
      if (target?.problem) editor.announce(target.problem);
      else if (target?.uid) connect(editor, from, target.uid, screen);
      // Let go beside everything: what it should lead to is yet to be drawn.
      else if (nodeAt(canvas.nodes, point)?.id !== from)
        editor.pick({ type: "add", at: point, here: true, from });
    },
    beside: () => toast.info("Not connected: let go over the canvas."),
  };
}
