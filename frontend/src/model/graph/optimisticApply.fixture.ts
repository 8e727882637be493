/** A small drawing for tests: a cluster with a shop namespace, in which a web workload talks to a database. */

import type { Terms } from "./optimisticApply";
import type { Snapshot } from "./snapshot";
import { element, flow } from "./snapshot.fixture";

export { element, flow };

export const TERMS: Terms = {
  boundaries: new Set(["cluster", "namespace"]),
  undrawn: new Set(["data-set"]),
};

export const DRAWING: Snapshot = {
  seq: 7,
  elements: [
    element("actor", { kind: "actor" }),
    element("cluster", { kind: "cluster", x: 100, y: 0, width: 900, height: 600 }),
    element("db", { kind: "datastore", parent: "cluster", x: 700, y: 300 }),
    element("shop", { kind: "namespace", parent: "cluster", x: 120, y: 40 }),
    element("web", { kind: "workload", parent: "shop", x: 140, y: 60 }),
  ],
  flows: [
    flow("actor", "web", { crosses: ["cluster", "shop"] }),
    flow("web", "db", { crosses: ["shop"], protocol: "postgres", port: 5432 }),
  ],
  relations: [{ type: "mounts", source: "web", target: "db" }],
};

/** The element or flow of this uid; a test that names one that is not there fails here. */
export function rowOf<Row extends { uid: string }>(rows: readonly Row[], uid: string): Row {
  const found = rows.find((row) => row.uid === uid);
  if (!found) throw new Error(`there is no ${uid}`);
  return found;
}
