/** The trust boundaries that flows pass, worked out as the server does: from parents, never from geometry. */
import type { SnapshotElement, SnapshotFlow } from "./snapshot";

/** Return the flows with what they cross; each whose boundaries are the same keeps its identity. */
export function crossingsOf(
  elements: readonly SnapshotElement[],
  flows: readonly SnapshotFlow[],
  boundaries: ReadonlySet<string>,
): SnapshotFlow[] {
  const byUid = new Map(elements.map((element) => [element.uid, element]));
  const chains = new Map<string, readonly string[]>();
  const zonesOf = (uid: string): readonly string[] => {
    const known = chains.get(uid) ?? zoneChain(byUid, uid, boundaries);
    chains.set(uid, known);
    return known;
  };
  let differs = false;
  const found = flows.map((flow) => {
    const crosses = crossed(zonesOf(flow.source), zonesOf(flow.destination));
    if (sameList(crosses, flow.crosses)) return flow;
    differs = true;
    return { ...flow, crosses };
  });
  return differs ? found : (flows as SnapshotFlow[]);
}

/** The trust boundaries around an element, nearest first; a zone counts as its own. */
function zoneChain(
  byUid: ReadonlyMap<string, SnapshotElement>,
  uid: string,
  boundaries: ReadonlySet<string>,
): string[] {
  const walked = new Set<string>();
  for (let at = byUid.get(uid); at && !walked.has(at.uid); at = byUid.get(at.parent ?? ""))
    walked.add(at.uid);
  return [...walked].filter((zone) => boundaries.has(byUid.get(zone)?.kind ?? ""));
}

/** The zones left, inside out, then those entered, outside in. */
function crossed(left: readonly string[], entered: readonly string[]): string[] {
  return [
    ...left.filter((zone) => !entered.includes(zone)),
    ...entered.filter((zone) => !left.includes(zone)).reverse(),
  ];
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, place) => item === right[place]);
}
