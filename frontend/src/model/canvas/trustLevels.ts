/** How far what stands somewhere is trusted: as somebody said of a zone around it, else as the nearest zone's kind suggests. */

import { type KindInfo, kindInfo } from "@/model/graph/elementKinds";
import { ancestorsOf, type SnapshotElement } from "@/model/graph/snapshot";
import { sentenceCase } from "@/model/labels/categories";
import type { EditSnapshot } from "./editSnapshot";

type Said = NonNullable<SnapshotElement["trust_level"]>;
export type TrustLevel = Said | "unknown";
type Zones = Pick<EditSnapshot, "tree" | "kinds">;

export interface Trust {
  level: TrustLevel;
  /** The zone that gives the level; null when none does. */
  zone: string | null;
  /** Nobody has said it: the zone's kind suggests it. */
  assumed: boolean;
}

/** Least trusted first; what nobody has said and no kind suggests comes last. */
export const TRUST_LEVELS: readonly TrustLevel[] = [
  "untrusted",
  "semi-trusted",
  "trusted",
  "highly-trusted",
  "unknown",
];

export function trustLabel(level: TrustLevel): string {
  return sentenceCase(level);
}

/** Whether a level can be said of elements of this kind. */
export function isZone({ facts }: KindInfo): boolean {
  return facts.some(({ name }) => name === "trust_level");
}

/**
 * Return the level of the nearest zone of which one was said; a zone counts as its own, as all inside it.
 *
 * Only where nobody has said it of any zone around, the kind of the nearest one decides. One whose kind tells nothing,
 * such as a trust boundary, was drawn because trust differs there: what is around it is no guess for it.
 */
export function trustOf({ tree, kinds }: Zones, uid: string): Trust {
  const around = [uid, ...ancestorsOf(tree.byUid, uid)].flatMap((one) => tree.byUid.get(one) ?? []);
  const said = around.find((one) => one.trust_level);
  if (said?.trust_level) return { level: said.trust_level, zone: said.uid, assumed: false };
  const nearest = around.find((one) => isZone(kindInfo(kinds, one.kind)));
  const level = nearest && kindInfo(kinds, nearest.kind).trust;
  if (!nearest || !level) return { level: "unknown", zone: null, assumed: false };
  return { level, zone: nearest.uid, assumed: true };
}

/** Return how many elements each level holds, and of how many of them it is assumed. */
export function trustCounts(
  zones: Zones,
): ReadonlyMap<TrustLevel, { elements: number; assumed: number }> {
  const counts = new Map(TRUST_LEVELS.map((level) => [level, { elements: 0, assumed: 0 }]));
  for (const uid of zones.tree.byUid.keys()) {
    const { level, assumed } = trustOf(zones, uid);
    const count = counts.get(level);
    if (!count) continue;
    count.elements += 1;
    count.assumed += Number(assumed);
  }
  return counts;
}
