/** How far what stands somewhere is trusted: as somebody said of the nearest zone around it. */
import { sentenceCase } from "./categories";
import { ancestorsOf, type SnapshotElement, type Tree } from "./snapshot";

type Said = NonNullable<SnapshotElement["trust_level"]>;
export type TrustLevel = Said | "unknown";

/** Least trusted first; what nobody has said comes last. */
export const TRUST_LEVELS: readonly TrustLevel[] = [
  "untrusted",
  "semi-trusted",
  "trusted",
  "highly-trusted",
  "unknown",
];

export function trustLabel(level: TrustLevel): string {
  return level === "unknown" ? "Nobody has said" : sentenceCase(level);
}

/** Return the level of the nearest zone of which one was said; a zone counts as its own, as all inside it. */
export function trustOf(tree: Tree, uid: string): TrustLevel {
  const around = [uid, ...ancestorsOf(tree.byUid, uid)];
  const level = around.map((one) => tree.byUid.get(one)?.trust_level).find(Boolean);
  return level ?? "unknown";
}
