/** What the canvas has to know of an element's kind: its role, its shape, its layer, and what may hold or meet it. */
import { KINDS, LAYERS } from "@/api/catalogue.gen";
import type { Catalogue } from "@/api/types";

export type FactType = Catalogue["flow_facts"][number];
type Kind = Catalogue["kinds"][number];
export type RelationRule = Catalogue["relations"][number];

export type DfdRole =
  | "process"
  | "data-store"
  | "external-entity"
  | "carrier"
  | "credential"
  | "boundary";

export interface KindInfo {
  label: string;
  plural: string;
  role: DfdRole;
  /** Stands for a place on the canvas; a data set does not. */
  drawn: boolean;
  /** The kinds it may sit in. */
  parents: readonly string[];
  /** Those of them in which a new element is put only when a person chooses the place. */
  parentsByChoice: readonly string[];
  /** Data may flow to and from it. */
  exchanges: boolean;
  /** How far what stands in such a zone is assumed to be trusted; null where its kind tells nothing. */
  trust: Kind["trust"];
  /** The relations it may be the source of. */
  relations: readonly RelationRule[];
  facts: readonly FactType[];
}

/** Kinds as the catalogue of the server describes them, by id. */
export interface Kinds extends ReadonlyMap<string, KindInfo> {
  /** What may be said of a flow. */
  readonly flowFacts: readonly FactType[];
}

interface CatalogueKind {
  id: string;
  label: string;
  dfd: readonly string[];
  boundary?: boolean | undefined;
  plural?: string;
  drawn?: boolean;
  parents?: readonly string[];
  parents_by_choice?: readonly string[];
  trust?: Kind["trust"];
  facts?: readonly FactType[];
}

/** A part of the drawing that can be hidden. */
export type Layer = (typeof LAYERS)[number]["id"];

/** How a kind is drawn, as the generated catalogue says: known before the server is asked. */
export interface KindDrawing {
  icon: (typeof KINDS)[keyof typeof KINDS]["icon"];
  /** While it holds nothing. */
  shape: "frame" | "card" | "container" | "compact";
  palette: string | null;
  layer: Layer | null;
  /** Other words by which people look for it. */
  keywords: readonly string[];
}

type CatalogueRules = Partial<Pick<Catalogue, "relations">> & {
  flow_ends?: readonly string[] | undefined;
  flow_facts?: readonly FactType[];
};

export { LAYERS };

const ROLES = new Set<string>([
  "process",
  "data-store",
  "external-entity",
  "carrier",
  "credential",
]);

export function kindsFrom(
  catalogue: readonly CatalogueKind[],
  { flow_ends = [], flow_facts = [], relations = [] }: CatalogueRules = {},
): Kinds {
  const ends = new Set(flow_ends);
  const infos = new Map<string, KindInfo>(
    catalogue.map((kind) => [
      kind.id,
      {
        label: kind.label,
        plural: kind.plural ?? kind.label,
        role: roleOf(kind),
        drawn: kind.drawn ?? true,
        parents: kind.parents ?? [],
        parentsByChoice: kind.parents_by_choice ?? [],
        exchanges: ends.has(kind.id),
        trust: kind.trust ?? null,
        relations: relations.filter((rule) => (rule.sources as string[]).includes(kind.id)),
        facts: kind.facts ?? [],
      },
    ]),
  );
  return Object.assign(infos, { flowFacts: flow_facts });
}

export function kindInfo(kinds: Kinds, kind: string): KindInfo {
  const label = kind.replaceAll("-", " ");
  return (
    kinds.get(kind) ?? {
      label,
      plural: label,
      role: "process",
      drawn: true,
      parents: [],
      parentsByChoice: [],
      exchanges: false,
      trust: null,
      relations: [],
      facts: [],
    }
  );
}

/** Return how a kind is drawn; one that the catalogue does not know is a card. */
export function drawingOf(kind: string): KindDrawing | undefined {
  return (KINDS as Readonly<Record<string, KindDrawing>>)[kind];
}

/** Whatever holds others is drawn as a frame; a workload with nothing inside is a card like any other process. */
export function isFrame(kind: string, childCount: number): boolean {
  return childCount > 0 || drawingOf(kind)?.shape === "frame";
}

export function layerOf(kind: string): Layer | null {
  return drawingOf(kind)?.layer ?? null;
}

/** Return how many of the elements each layer holds. */
export function layerCounts(elements: Iterable<{ kind: string }>): ReadonlyMap<Layer, number> {
  const counts = new Map<Layer, number>();
  for (const { kind } of elements) {
    const layer = layerOf(kind);
    if (layer) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  return counts;
}

/** Return the Kubernetes kind a uid names ("Deployment" in k8s:shop/Deployment/api), or null. */
export function platformKind(uid: string): string | null {
  const match = /^k8s:[^/]*\/([A-Za-z]+)\/[^/]+$/.exec(uid);
  return match?.[1] ?? null;
}

function roleOf(kind: CatalogueKind): DfdRole {
  // The internet is a zone and an external entity; it is drawn as the latter.
  if (kind.boundary && kind.id !== "internet") return "boundary";
  const role = kind.dfd.find((one) => ROLES.has(one));
  return (role as DfdRole | undefined) ?? "boundary";
}
