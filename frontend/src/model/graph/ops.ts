/** What changes the architecture: operations as the server takes them and tells of them. */
import type { SnapshotElement, SnapshotFlow } from "./snapshot";

/** Facts by name; null takes a person's word back. */
export type FactProps = Readonly<Record<string, { value: unknown; why?: string } | null>>;

export interface ElementProps {
  /** Needed for an element that is not there yet. */
  kind?: SnapshotElement["kind"];
  name?: string;
  parent?: string | null;
  facts?: FactProps;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  /** Only the server says this, of imports and of what is taken back. */
  gone?: boolean;
}

export interface FlowProps {
  /** Both ends are needed for a flow that is not there yet. */
  source?: string;
  destination?: string;
  name?: string;
  facts?: FactProps;
  /** Only the server says these three. */
  origin?: SnapshotFlow["origin"];
  why?: string;
  gone?: boolean;
}

export interface SetElement {
  op: "set";
  on: "element";
  uid: string;
  props: ElementProps;
}

export interface SetFlow {
  op: "set";
  on: "flow";
  uid: string;
  props: FlowProps;
}

export interface SetRelation {
  op: "set";
  on: "relation";
  type: string;
  source: string;
  target: string;
}

/** What sits in a deleted element moves up into its parent; its flows and relations go with it. */
export interface DeleteElement {
  op: "del";
  on: "element";
  uid: string;
}

export interface DeleteFlow {
  op: "del";
  on: "flow";
  uid: string;
}

export interface DeleteRelation {
  op: "del";
  on: "relation";
  type: string;
  source: string;
  target: string;
}

/** Moves an element and everything inside it: positions are absolute. */
export interface ShiftElement {
  op: "shift";
  on: "element";
  uid: string;
  by: readonly [dx: number, dy: number];
}

export type Op =
  | SetElement
  | SetFlow
  | SetRelation
  | DeleteElement
  | DeleteFlow
  | DeleteRelation
  | ShiftElement;

const GEOMETRY: ReadonlySet<string> = new Set(["x", "y", "width", "height"]);

/** Nothing but places and sizes differ: no page but the canvas shows anything else. */
export function onlyMoves(ops: readonly Op[] | null | undefined): boolean {
  return Boolean(
    ops?.every(
      (op) =>
        op.op === "shift" ||
        (op.op === "set" &&
          op.on === "element" &&
          Object.keys(op.props).every((name) => GEOMETRY.has(name))),
    ),
  );
}

/** The most that the server takes in one batch. */
export const OPS_AT_ONCE = 500;

/** Return an id for a new element or flow. */
export function newUid(): string {
  return `${MADE_HERE}${newId()}`;
}

const MADE_HERE = "new:";

/** Return whether the uid was made here and comes from no file: it says nothing to people. */
export function isMadeHere(uid: string): boolean {
  return uid.startsWith(MADE_HERE);
}

/** Return an id that nobody else makes: that of a batch, or part of a uid. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
