/** A small shop for tests: a cluster with a namespace, a workload with its container, a secret, and people outside. */

import { type FactType, type KindInfo, type Kinds, kindsFrom } from "@/model/graph/elementKinds";
import {
  type Snapshot,
  type SnapshotElement,
  type SnapshotFlow,
  treeOf,
} from "@/model/graph/snapshot";
import * as rows from "@/model/graph/snapshot.fixture";
import type { EditSnapshot } from "./editSnapshot";
import { buildFlowGraph } from "./flowGraph";

const TRUST_LEVEL: FactType = {
  name: "trust_level",
  label: "Trust level",
  type: "enum",
  options: ["untrusted", "trusted"],
  group: "identity",
  meaning: "",
  question: "How far do you trust it?",
  unit: "",
  fields: {},
  ranges: {},
};
const ZONE = ["boundary", "cluster", "namespace"];

export const KINDS: Kinds = kindsFrom(
  [
    {
      id: "actor",
      label: "Actor",
      dfd: ["external-entity"],
      parents: ["internet", ...ZONE],
      parents_by_choice: ["cluster", "namespace"],
    },
    zone("boundary", "Trust boundary", ZONE, null),
    zone("cluster", "Cluster", ["boundary"], "trusted"),
    zone("namespace", "Namespace", ["cluster"], "semi-trusted"),
    zone("internet", "Internet", [], "untrusted"),
    { id: "workload", label: "Workload", dfd: ["process"], parents: ZONE },
    { id: "container", label: "Container", dfd: ["process"], parents: ["workload", ...ZONE] },
    { id: "secret", label: "Secret", dfd: ["credential"], parents: ZONE },
    { id: "image", label: "Image", dfd: ["data-store"], parents: [] },
    { id: "ci-pipeline", label: "Pipeline", dfd: ["process"], parents: ZONE },
  ],
  {
    flow_ends: ["actor", "workload", "container", "ci-pipeline"],
    relations: [
      { id: "reads_secret", label: "reads secret", sources: ["workload"], targets: ["secret"] },
      {
        id: "deploys",
        label: "deploys",
        sources: ["ci-pipeline"],
        targets: ["workload", "namespace"],
      },
    ],
  },
);

function zone(
  id: string,
  label: string,
  parents: string[],
  trust: KindInfo["trust"],
): Parameters<typeof kindsFrom>[0][number] {
  return { id, label, dfd: [], boundary: true, parents, trust, facts: [TRUST_LEVEL] };
}

export function element(uid: string, part: Partial<SnapshotElement> = {}): SnapshotElement {
  return rows.element(uid, { width: 200, height: 64, ...part });
}

export function flow(source: string, destination: string, uid?: string): SnapshotFlow {
  return rows.flow(source, destination, { uid, protocol: "tcp", origin: "drawn" });
}

export const SHOP: readonly SnapshotElement[] = [
  element("cluster", { kind: "cluster", x: 0, y: 0, width: 800, height: 600 }),
  element("shop", { kind: "namespace", parent: "cluster", x: 20, y: 36, width: 500, height: 400 }),
  element("api", { kind: "workload", parent: "shop", x: 40, y: 72, width: 220, height: 116 }),
  element("api/app", { parent: "api", x: 60, y: 108, width: 180, height: 60 }),
  element("key", { kind: "secret", parent: "shop", x: 300, y: 80, width: 184, height: 40 }),
  element("people", { kind: "actor", x: 1000, y: 80 }),
];

export function snapshotOf(
  elements: readonly SnapshotElement[] = SHOP,
  flows: readonly SnapshotFlow[] = [flow("people", "api")],
): Snapshot {
  return { seq: 1, elements: [...elements], flows: [...flows], relations: [] };
}

/** Return the edit snapshot of a drawing, with its nodes. */
export function editSnapshotOf(
  snapshot = snapshotOf(),
  collapsed: ReadonlySet<string> = new Set(),
) {
  const canvas = buildFlowGraph(snapshot, KINDS, new Set(), collapsed);
  const editSnapshot: EditSnapshot = {
    snapshot,
    kinds: KINDS,
    tree: treeOf(snapshot.elements, snapshot.relations),
    placement: canvas.placement,
  };
  return { editSnapshot, nodes: canvas.nodes, edges: canvas.edges };
}
