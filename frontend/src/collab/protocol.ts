/** What the browser and the server say to each other over the socket of a model (docs/live.md). */
import type { Role } from "@/api/types";
import type { Op } from "@/model/graph/ops";

/** A person with the number of their color. */
export interface Participant {
  id: string;
  name: string;
  color: number;
}

export type Point = readonly [x: number, y: number];
export type Rectangle = readonly [x: number, y: number, width: number, height: number];

/** What somebody shows of themselves, in coordinates of the canvas. Never stored. */
export interface Presence {
  cursor: Point | null;
  /** Uids of elements and flows. */
  selection: readonly string[];
  /** The field that is being edited: uid/field. */
  field: string | null;
  /** The part of the canvas in sight. */
  view: Rectangle | null;
  presenting: boolean;
  /** The connection of whom one follows. */
  following: string | null;
  /** Shown only while somebody goes along. */
  look: ViewSettings | null;
  /** Of the page within the model, "/threats/12?tab=history"; shown as the look is. */
  address: string | null;
}

/**
 * What of the drawing somebody sees: hidden layers, the uids of collapsed frames, filters as saved views name
 * them, and the attack path with its step as the address names them.
 */
export interface ViewSettings {
  hidden: readonly string[];
  collapsed: readonly string[];
  filters: Readonly<Record<string, unknown>>;
  path: Readonly<Record<string, string>> | null;
}

/** One open page of somebody: a person with two windows is two peers. */
export interface Peer extends Presence {
  connection: string;
  user: Participant;
}

export type Origin = "person" | "decision" | "import" | "layout" | "undo" | "restore";

/** One batch as it was applied. */
export interface Change {
  type: "changed";
  seq: number;
  actor: { id: string; name: string } | null;
  batch: string;
  origin: Origin;
  /** Those that changed something; null when they are too many to be sent. */
  ops: readonly Op[] | null;
  /** Keys in the database by uid, of what the batch added. */
  added: Readonly<Record<string, string>>;
}

export interface Welcome {
  type: "welcome";
  connection: string;
  seq: number;
  role: Role;
  you: Participant;
  peers: readonly Peer[];
}

export interface Ack {
  type: "ack";
  id: string;
  seq: number;
  changed: boolean;
  /** Operations on what somebody has deleted meanwhile; of an undo, what somebody has changed since. */
  skipped: number;
}

export interface Refused {
  type: "refused";
  /** Null for a frame in which the server found none. */
  id: string | null;
  code: "invalid" | "read-only" | "too-large" | "not-found";
  problems: readonly string[];
}

/** What the server says about the document and the people at it. */
export type ServerMessage =
  | Welcome
  | Change
  | Ack
  | Refused
  | { type: "changes"; after: number; changes: readonly Change[] }
  | { type: "resync"; seq: number }
  | { type: "head"; seq: number }
  | { type: "peer"; peer: Peer }
  | { type: "peers"; peers: readonly Peer[] }
  | { type: "left"; connection: string }
  | { type: "role"; role: Role };

/** What the browser says. */
export type ClientMessage =
  | { type: "batch"; id: string; ops: readonly Op[] }
  | { type: "undo"; id: string; of: string }
  | { type: "since"; seq: number }
  | ({ type: "presence" } & Partial<Presence>);

export type MessageOf<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;
