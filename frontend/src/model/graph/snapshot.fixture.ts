/** Elements and flows of a drawing for tests; a test says what matters to it. */
import { fullCounts } from "./severity";
import type { SnapshotElement, SnapshotFlow } from "./snapshot";

export function element(uid: string, part: Partial<SnapshotElement> = {}): SnapshotElement {
  return {
    id: `id-${uid}`,
    uid,
    kind: "container",
    name: uid,
    parent: null,
    x: 0,
    y: 0,
    width: 100,
    height: 50,
    gone: false,
    threats: fullCounts({}),
    worst: null,
    possible: 0,
    possible_worst: null,
    trust_level: null,
    ...part,
  };
}

export function flow(
  source: string,
  destination: string,
  part: Partial<SnapshotFlow> = {},
): SnapshotFlow {
  const uid = part.uid ?? `${source}->${destination}`;
  return {
    id: `id-${uid}`,
    source,
    destination,
    name: "",
    protocol: "",
    port: null,
    encrypted: null,
    authenticated: null,
    review: "",
    origin: "inferred",
    why: "",
    crosses: [],
    gone: false,
    threats: fullCounts({}),
    worst: null,
    possible: 0,
    possible_worst: null,
    ...part,
    uid,
  };
}
