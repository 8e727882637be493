/** What nodes and overlays of the canvas share besides what React Flow gives them. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import type { Gesture } from "@/model/canvas/gesture";
import type { Named } from "@/model/canvas/overviewRaster";
import type { Landmark } from "./canvasPanes";
import { Observable } from "./observable";

const LEAVING_MS = 160;

export class CanvasState {
  /** What the pointer is dragging. */
  readonly gesture = new Observable<Gesture | null>(null);
  /** The uid of the element whose name is being written, on the canvas or `inOutline`. */
  readonly renaming = new Observable<string | null>(null);
  /** The uid of the element under the pointer. */
  readonly hovered = new Observable<string | null>(null);
  /** The id of the flow under the pointer, where nothing lies above it. */
  readonly overLine = new Observable<string | null>(null);
  /** The row of the outline that is to take the focus as soon as it shows; "": the one that Tab leads to. */
  readonly wantedRow = new Observable<string | null>(null);
  /** What had the focus before any dialog, menu or name on the canvas. */
  home: FocusOrigin = { place: null, part: null, uid: null };
  #under: string | null = null;
  #leaving = 0;

  /** Note what the pointer is over: an element or its handles; on the way to a handle it may be over neither for a moment. */
  hover(uid: string | null): void {
    if (uid === this.#under) return;
    this.#under = uid;
    clearTimeout(this.#leaving);
    if (uid !== null) this.hovered.set(uid);
    else this.#leaving = window.setTimeout(() => this.hovered.set(null), LEAVING_MS);
  }

  /** So far away that the drawing is one picture, and what is mounted on it plain boxes. */
  readonly afar = new Observable(false);
  /** The names of zones that stand on the picture, and whether workloads are one box each on it. */
  pictured: { names: readonly Named[]; whole: boolean } = { names: [], whole: false };
  /** Everything that is drawn, mounted or not. */
  drawn: ReadonlyMap<string, CanvasNode> = new Map();
  /** What a node asks the editor to do. */
  commands: CanvasCommands = {
    rename: () => undefined,
    toggle: () => undefined,
    goOnWith: () => undefined,
  };
}

export interface FocusOrigin {
  place: HTMLElement | null;
  part: Landmark | null;
  /** Of the row or of what the inspector shows. */
  uid: string | null;
}

export interface CanvasCommands {
  rename: (uid: string, name: string) => void;
  /** Collapse or expand a frame. */
  toggle: (uid: string) => void;
  /** Put the focus where the person goes on with an element. */
  goOnWith: (uid: string) => void;
}

const Context = createContext(new CanvasState());

export const CanvasProvider = Context.Provider;

export function useCanvasState(): CanvasState {
  return useContext(Context);
}

export function useObservable<Value>(cell: Observable<Value>): Value {
  return useSyncExternalStore(cell.watch, cell.get);
}

/** Return whether the cell holds this; drawn again only when that changes. */
export function useIs<Value>(cell: Observable<Value>, value: Value): boolean {
  return useSyncExternalStore(cell.watch, () => cell.get() === value);
}

/** Return what says that the name of an element is written in the outline. */
export function inOutline(uid: string): string {
  return `outline ${uid}`;
}
