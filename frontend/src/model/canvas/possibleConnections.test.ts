import { describe, expect, it } from "vitest";
import { kindsFrom } from "@/model/graph/elementKinds";
import { editSnapshotOf, KINDS, snapshotOf } from "./drawing.fixture";
import {
  connected,
  connectionProblem,
  connectionsBetween,
  flowAdvice,
  mayConnect,
} from "./possibleConnections";

const { editSnapshot } = editSnapshotOf();
const types = (from: string, to: string, on = editSnapshot) =>
  connectionsBetween(on, from, to).map(({ type }) => type);

describe("connecting two elements", () => {
  it("offers a flow, and what the catalogue relates", () => {
    expect(types("people", "api")).toEqual(["flow"]);
    expect(connectionsBetween(editSnapshot, "api", "key")).toEqual([
      { type: "reads_secret", label: "Reads secret" },
    ]);
    expect(types("key", "api")).toEqual([]);
    expect(types("api", "api")).toEqual([]);
  });

  it("offers no relation twice", () => {
    const relation = { type: "reads_secret", source: "api", target: "key" } as const;
    const related = editSnapshotOf({ ...snapshotOf(), relations: [relation] }).editSnapshot;

    expect(types("api", "key", related)).toEqual([]);
    expect(connectionProblem(related, "api", "key")).toBe("They are connected already");
  });

  it("says why nothing can lead there", () => {
    expect(connectionProblem(editSnapshot, "api", "key")).toBeNull();
    expect(connectionProblem(editSnapshot, "people", "key")).toBe(
      "Data cannot flow to or from a secret",
    );
  });

  it("is for kinds that exchange data or are the source of a relation", () => {
    expect(mayConnect(KINDS, "workload")).toBe(true);
    expect(mayConnect(KINDS, "secret")).toBe(false);
  });

  it("is advised on where no process has a part in it", () => {
    const kinds = kindsFrom([
      { id: "actor", label: "Actor", dfd: ["external-entity"] },
      { id: "datastore", label: "Data store", dfd: ["data-store"] },
      { id: "workload", label: "Workload", dfd: ["process"] },
    ]);
    const end = (kind: string) => ({ uid: kind, kind, name: kind });
    const advice = (from: string, to: string) => flowAdvice(kinds, [], end(from), end(to));

    expect(advice("datastore", "actor")).toMatch(/from datastore to actor without a process/);
    expect(advice("datastore", "datastore")).not.toBeNull();
    expect(advice("actor", "workload")).toBeNull();
    expect(advice("workload", "datastore")).toBeNull();
  });

  it("is told of a flow that is there already, unless files no longer name it", () => {
    const [flow] = editSnapshot.snapshot.flows;
    const ends = ["people", "api"].map((uid) => editSnapshot.tree.byUid.get(uid)) as [never, never];
    if (!flow) throw new Error("no flow");
    const https = { ...flow, protocol: "https", port: 443 };

    expect(flowAdvice(KINDS, [https], ...ends)).toBe(
      "There was HTTPS:443 from people to api already; this is another one.",
    );
    expect(flowAdvice(KINDS, [{ ...https, gone: true }], ...ends)).toBeNull();
  });

  it("comes to operations with the uid of what they add", () => {
    expect(connected("reads_secret", "api", "key")).toEqual({
      uid: "relation:reads_secret:api->key",
      ops: [{ op: "set", on: "relation", type: "reads_secret", source: "api", target: "key" }],
    });
    const { uid, ops } = connected("flow", "people", "api");
    expect(ops).toMatchObject([{ on: "flow", uid }]);
  });
});
