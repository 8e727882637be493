/** Elements as text, to copy them within a model and to others. What comes from a clipboard is trusted in nothing. */

import { around, type Point, type Rect } from "@/geometry/geometry";
import type { Kinds } from "@/model/graph/elementKinds";
import { newUid, type Op } from "@/model/graph/ops";
import type { SnapshotElement } from "@/model/graph/snapshot";
import { mayFlow, mayHold, relationsBetween } from "./containmentRules";
import type { EditSnapshot } from "./editSnapshot";
import { placeOf } from "./editSnapshot";
import { copyName, visibleName } from "./elementNames";
import { newSize } from "./elementSizes";
import { findFreeSpot } from "./findFreeSpot";
import {
  applicableFacts,
  copiedFacts,
  type Destination,
  dataSetsIn,
  type Facts,
  type FactsByUid,
  factProps,
} from "./pasteFacts";
import { newStoredRect } from "./placeOps";
import { type Placed, pushApartOps } from "./pushApartOps";
import { outermost, withInside } from "./visibility";

interface CopiedElement extends Rect {
  uid: string;
  kind: string;
  name: string;
  /** Uid of another copied element; null for what was outermost. */
  parent: string | null;
  facts: Facts;
}

interface CopiedFlow {
  source: string;
  destination: string;
  name: string;
  facts: Facts;
}

interface CopiedRelation {
  type: string;
  source: string;
  target: string;
}

export interface Fragment {
  format: typeof FORMAT;
  /** The model it was copied from. */
  model: string;
  elements: CopiedElement[];
  flows: CopiedFlow[];
  relations: CopiedRelation[];
  /** What leads from a copied element to one that is not: a copy in the same model has it as well. */
  outward: CopiedRelation[];
}

const FORMAT = "bulkhead/fragment@1";
/** More at once is an import, not a paste. */
export const MOST_ELEMENTS = 500;
const MOST_CHARACTERS = 2_000_000;
const NAME_LENGTH = 200;
const FARTHEST = 1_000_000;
/** Return these elements with all inside them, and what joins them among each other. */
export function fragmentOf(
  model: string,
  editSnapshot: EditSnapshot,
  uids: readonly string[],
  facts: FactsByUid,
): Fragment {
  const roots = new Set(outermost(editSnapshot.tree, uids));
  const all = [...roots].flatMap((uid) => withInside(editSnapshot.tree, uid));
  const held = new Set(all);
  const { flows, relations } = editSnapshot.snapshot;
  return {
    format: FORMAT,
    model,
    elements: all.map((uid) => {
      const { kind, name, parent } = editSnapshot.tree.byUid.get(uid) as SnapshotElement;
      // As stored: what is hidden inside comes along, and lies where it should only there.
      const place = editSnapshot.placement.stored.get(uid) as Rect;
      return {
        uid,
        kind,
        name,
        parent: roots.has(uid) ? null : parent,
        ...place,
        facts: copiedFacts(facts.get(uid)),
      };
    }),
    flows: flows
      .filter((flow) => !flow.gone && held.has(flow.source) && held.has(flow.destination))
      .filter(({ uid }) => !isRejected(facts.get(uid)))
      .map(({ uid, source, destination, name }) => ({
        source,
        destination,
        name,
        facts: copiedFacts(facts.get(uid)),
      })),
    relations: relations.filter(({ source, target }) => held.has(source) && held.has(target)),
    outward: relations.filter(({ source, target }) => held.has(source) && !held.has(target)),
  };
}

/** Somebody has said that there is no such flow. */
function isRejected(facts: Facts = {}): boolean {
  return facts.review === "rejected";
}

export function fragmentText(fragment: Fragment): string {
  return JSON.stringify(fragment);
}

/**
 * Return what of a text can be pasted, or null when it holds no elements of ours.
 *
 * Left out is what the catalogue does not know, what may not sit or lead where it did, and every value that does not
 * fit its fact.
 */
export function readFragment(text: string, kinds: Kinds): Fragment | null {
  if (text.length > MOST_CHARACTERS || !text.includes(FORMAT)) return null;
  const raw = parsed(text);
  if (!isRecord(raw) || raw.format !== FORMAT) return null;
  const elements = listOf(raw.elements)
    .slice(0, MOST_ELEMENTS)
    .flatMap((one) => readElement(one, kinds));
  const byUid = new Map(elements.map((one) => [one.uid, one]));
  for (const one of byUid.values()) if (!sitsWell(one, byUid, kinds)) one.parent = null;
  const kindOf = (uid: unknown): string => byUid.get(String(uid))?.kind ?? "";
  return {
    format: FORMAT,
    model: typeof raw.model === "string" ? raw.model : "",
    elements: [...byUid.values()],
    flows: listOf(raw.flows).flatMap((one) => readFlow(one, kinds, kindOf)),
    relations: listOf(raw.relations).flatMap((one) => readRelation(one, kinds, kindOf)),
    outward: listOf(raw.outward).flatMap((one) => readOutward(one, byUid)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.slice(0, 4 * MOST_ELEMENTS).filter(isRecord) : [];
}

function readElement(raw: Record<string, unknown>, kinds: Kinds): CopiedElement[] {
  const { uid, kind, parent } = raw;
  const look = typeof kind === "string" ? kinds.get(kind) : undefined;
  if (!look?.drawn || typeof kind !== "string" || typeof uid !== "string" || uid === "") return [];
  const size = newSize(kind);
  return [
    {
      uid,
      kind,
      name: nameFrom(raw.name, look.label),
      parent: typeof parent === "string" ? parent : null,
      x: coordinate(raw.x, 0),
      y: coordinate(raw.y, 0),
      width: Math.max(20, coordinate(raw.width, size.width)),
      height: Math.max(20, coordinate(raw.height, size.height)),
      facts: applicableFacts(raw.facts, look.facts),
    },
  ];
}

function nameFrom(value: unknown, otherwise: string): string {
  const clean = typeof value === "string" ? visibleName(value).trim() : "";
  return clean.slice(0, NAME_LENGTH) || otherwise;
}

function coordinate(value: unknown, otherwise: number): number {
  return typeof value === "number" && Math.abs(value) <= FARTHEST ? value : otherwise;
}

function sitsWell(
  one: CopiedElement,
  byUid: ReadonlyMap<string, CopiedElement>,
  kinds: Kinds,
): boolean {
  const above = new Set([one.uid]);
  let at = one;
  while (at.parent !== null) {
    const parent = byUid.get(at.parent);
    if (!parent || above.has(parent.uid) || !mayHold(kinds, parent.kind, at.kind)) return false;
    above.add(parent.uid);
    at = parent;
  }
  return true;
}

function readFlow(
  raw: Record<string, unknown>,
  kinds: Kinds,
  kindOf: (uid: unknown) => string,
): CopiedFlow[] {
  const { source, destination } = raw;
  if (source === destination || ![source, destination].every((end) => mayFlow(kinds, kindOf(end))))
    return [];
  const facts = applicableFacts(raw.facts, kinds.flowFacts);
  return [
    {
      source: String(source),
      destination: String(destination),
      name: nameFrom(raw.name, ""),
      facts,
    },
  ];
}

function readRelation(
  raw: Record<string, unknown>,
  kinds: Kinds,
  kindOf: (uid: unknown) => string,
): CopiedRelation[] {
  const rules = relationsBetween(kinds, kindOf(raw.source), kindOf(raw.target));
  const rule = rules.find(({ id }) => id === raw.type);
  return rule ? [{ type: rule.id, source: String(raw.source), target: String(raw.target) }] : [];
}

/** What it leads to is looked up where it is pasted. */
function readOutward(
  { type, source, target }: Record<string, unknown>,
  byUid: ReadonlyMap<string, CopiedElement>,
): CopiedRelation[] {
  const isWhole = typeof type === "string" && typeof target === "string" && byUid.has(`${source}`);
  return isWhole ? [{ type, source: String(source), target }] : [];
}

interface PasteOptions {
  /** What the outermost elements are to sit in; those that may not sit there go as near as they may. */
  parent: string | null;
  /** The middle of where they are wanted. */
  at: Point;
  /** The model that is pasted into. */
  model: string;
}

/**
 * Return the operations that add a fragment under new uids, and the uids of what is outermost.
 *
 * `left` tells what had to be left behind because the model has no such thing; "" when nothing was.
 */
export function pasted(
  editSnapshot: EditSnapshot,
  fragment: Fragment,
  { parent, at, model }: PasteOptions,
): { ops: Op[]; roots: string[]; left: string } {
  const uids = new Map(fragment.elements.map(({ uid }) => [uid, newUid()]));
  const whole = around(fragment.elements);
  const wanted = { ...whole, x: at.x - whole.width / 2, y: at.y - whole.height / 2 };
  const roots = fragment.elements.filter((one) => one.parent === null);
  const holder = holderOf(editSnapshot, roots, parent);
  const place = findFreeSpot(
    wanted,
    holder === null ? null : placeOf(editSnapshot, holder),
    (editSnapshot.tree.children.get(holder ?? "") ?? []).flatMap(
      ({ uid }) => editSnapshot.placement.shown.get(uid) ?? [],
    ),
  );
  const by = { x: place.x - whole.x, y: place.y - whole.y };
  const names = new Set([...editSnapshot.tree.byUid.values()].map((one) => one.name));
  const to = { uids, local: fragment.model === model };
  const elements = fragment.elements.map((one): Op => {
    const root = one.parent === null;
    const seen = visibleName(one.name);
    const name = root && names.has(one.name) ? copyName(seen, names) : seen;
    names.add(name);
    return {
      op: "set",
      on: "element",
      uid: uids.get(one.uid) as string,
      props: {
        kind: one.kind as SnapshotElement["kind"],
        name,
        parent: root ? holder : (uids.get(one.parent ?? "") ?? null),
        ...newStoredRect(editSnapshot, holder, movedBy(one, by)),
        ...factProps(one.facts, one.name, to),
      },
    };
  });
  const placed = roots.map(
    (one): Placed => ({
      uid: uids.get(one.uid) as string,
      parent: holder,
      rect: movedBy(one, by),
    }),
  );
  const known = to.local
    ? fragment.outward.filter((one) => mayLead(editSnapshot, fragment, one))
    : [];
  const relations = [...fragment.relations, ...known];
  return {
    ops: [
      ...elements,
      ...flowCopies(fragment, to),
      ...relations.map((one) => relationCopy(one, uids)),
      ...pushApartOps(editSnapshot, placed),
    ],
    roots: roots.map(({ uid }) => uids.get(uid) as string),
    left: leftBehind(fragment, to.local, fragment.outward.length - known.length),
  };
}

function movedBy({ x, y, width, height }: Rect, by: Point): Rect {
  return { x: x + by.x, y: y + by.y, width, height };
}

function flowCopies({ elements, flows }: Fragment, to: Destination): Op[] {
  const names = new Map(elements.map(({ uid, name }) => [uid, name]));
  return flows.map(
    ({ source, destination, name, facts }): Op => ({
      op: "set",
      on: "flow",
      uid: newUid(),
      props: {
        source: to.uids.get(source) as string,
        destination: to.uids.get(destination) as string,
        name,
        ...factProps(facts, `${names.get(source)} → ${names.get(destination)}`, to),
      },
    }),
  );
}

function relationCopy({ type, source, target }: CopiedRelation, uids: Destination["uids"]): Op {
  const uidOf = (uid: string): string => uids.get(uid) ?? uid;
  return { op: "set", on: "relation", type, source: uidOf(source), target: uidOf(target) };
}

/** Whether what it leads to is still there and of a kind that it may lead to. */
function mayLead(
  { tree, kinds }: EditSnapshot,
  { elements }: Fragment,
  one: CopiedRelation,
): boolean {
  const source = elements.find(({ uid }) => uid === one.source)?.kind ?? "";
  const target = tree.byUid.get(one.target)?.kind ?? "";
  return relationsBetween(kinds, source, target).some(({ id }) => id === one.type);
}

function leftBehind({ elements, flows }: Fragment, local: boolean, relations: number): string {
  const sets = local ? 0 : dataSetsIn([...elements, ...flows].map(({ facts }) => facts));
  const parts = [counted(sets, "data set"), counted(relations, "relation")].filter(Boolean);
  return parts.join(" and ");
}

function counted(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function holderOf(
  { tree, kinds }: EditSnapshot,
  roots: readonly CopiedElement[],
  wanted: string | null,
): string | null {
  let at = tree.byUid.get(wanted ?? "");
  while (at && !roots.every((root) => mayHold(kinds, at?.kind ?? null, root.kind))) {
    at = at.parent === null ? undefined : tree.byUid.get(at.parent);
  }
  return at?.uid ?? null;
}
