/** What a pointer is doing on the canvas at the moment, as the drawing shows it. */
import type { Point, Rect } from "@/geometry/geometry";
import type { Guide } from "./snapping";

/** Where something would come to sit; a problem says why it cannot. */
export interface Target {
  /** Null is the canvas itself. */
  uid: string | null;
  problem: string | null;
}

export interface Moving {
  type: "move";
  /** What was grabbed, without what is inside it. */
  uids: readonly string[];
  /** Everything that moves along. */
  carried: ReadonlySet<string>;
  dx: number;
  dy: number;
  guides: readonly Guide[];
  /** Null: everything stays in what it sits in. */
  target: Target | null;
}

export interface Resizing {
  type: "resize";
  uid: string;
  rect: Rect;
  guides: readonly Guide[];
}

export interface Connecting {
  type: "connect";
  from: string;
  to: Point;
  /** Null over empty space. */
  target: Target | null;
}

export interface Placing {
  type: "place";
  kind: string;
  /** What is placed, in a word: "Queue", "Kafka". */
  name: string;
  rect: Rect;
  guides: readonly Guide[];
  target: Target;
}

export type Gesture = (Moving | Resizing | Connecting | Placing) & {
  /** Where in the window the pointer is while it is beside the canvas, where nothing can be let go. */
  beside?: Point | null;
};

/** How closely the pointer is followed. */
export interface Grip {
  /** Nothing is snapped to (Alt is held). */
  free: boolean;
  /** Distance in canvas pixels within which neighbors attract. */
  reach: number;
}

/** A gesture that has begun: what is seen with the pointer at a place, and what letting go there does. */
export interface Handler {
  at: (point: Point, grip: Grip) => Gesture;
  /** `screen`: the same point in the window. */
  drop: (last: Gesture, point: Point, screen: Point) => void;
  /** What letting go beside the canvas does. Without it what is dragged keeps to the canvas, and is dropped at its rim. */
  beside?: () => void;
}
