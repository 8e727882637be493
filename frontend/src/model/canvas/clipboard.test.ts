import { describe, expect, it } from "vitest";
import { kindsFrom } from "@/model/graph/elementKinds";
import type { Op } from "@/model/graph/ops";
import { type Fragment, fragmentOf, fragmentText, pasted, readFragment } from "./clipboard";
import { editSnapshotOf, KINDS, SHOP, snapshotOf } from "./drawing.fixture";
import { shortNote } from "./pasteFacts";

const FACTS = [
  { name: "owner", type: "text", question: "Who?", options: [], fields: {}, ranges: {} },
  { name: "privileged", type: "bool", question: "Is it?", options: [], fields: {}, ranges: {} },
  { name: "digest", type: "text", question: "", options: [], fields: {}, ranges: {} },
  { name: "data_sets", type: "list", question: "Which?", options: [], fields: {}, ranges: {} },
] as never;
const kinds = kindsFrom(
  [...KINDS].map(([id, look]) => ({ id, ...look, dfd: [], facts: id === "workload" ? FACTS : [] })),
  {
    flow_ends: ["actor", "workload", "container"],
    relations: [
      { id: "reads_secret", label: "reads secret", sources: ["workload"], targets: ["secret"] },
    ],
  },
);
const plain = editSnapshotOf();
const editSnapshot = { ...plain.editSnapshot, kinds };

const AT = { x: 0, y: 0 };

function factsOf(op: Op | undefined): Record<string, unknown> {
  return op?.op === "set" && op.on === "element" ? (op.props.facts ?? {}) : {};
}

function copied(uids: readonly string[], facts = new Map()): string {
  return fragmentText(fragmentOf("here", editSnapshot, uids, facts));
}

function read(text: string): Fragment {
  const fragment = readFragment(text, kinds);
  if (!fragment) throw new Error("not read");
  return fragment;
}

describe("copied elements", () => {
  it("come with what is inside, and the flows among them", () => {
    const fragment = read(copied(["cluster", "people"]));

    expect(fragment.elements.map(({ uid }) => uid)).toEqual([
      "cluster",
      "shop",
      "api",
      "api/app",
      "key",
      "people",
    ]);
    expect(fragment.flows).toHaveLength(1);
  });

  it("get new uids, free names and a place inside what may hold them", () => {
    const { ops, roots } = pasted(editSnapshot, read(copied(["api"])), {
      parent: "key",
      at: { x: 300, y: 300 },
      model: "here",
    });

    expect(roots).toHaveLength(1);
    expect(ops[0]).toMatchObject({ uid: roots[0], props: { parent: "shop", name: "api copy" } });
    expect(ops[1]).toMatchObject({ props: { parent: roots[0], name: "api/app" } });
    expect(
      ops.every(
        (op) =>
          !("uid" in op) ||
          !SHOP.some(({ uid }) => uid === op.uid) ||
          op.uid === "shop" ||
          op.uid === "cluster",
      ),
    ).toBe(true);
  });

  it("keep their names in a model that has no such names", () => {
    const empty = { ...editSnapshotOf(snapshotOf([], [])).editSnapshot, kinds };

    const { ops } = pasted(empty, read(copied(["api"])), {
      parent: null,
      at: { x: 0, y: 0 },
      model: "there",
    });

    expect(ops[0]).toMatchObject({ props: { parent: null, name: "api" } });
  });

  it("say what is known of the original, whoever tells it, and name it as the reason", () => {
    const told = { privileged: true, digest: "sha256:1", data_sets: ["data:orders"] };
    const fragment = read(copied(["api"], new Map([["api", told]])));

    const { ops, left } = pasted(editSnapshot, fragment, { parent: null, at: AT, model: "here" });

    const why = "Copied from api";
    expect(factsOf(ops[0])).toEqual({
      privileged: { value: true, why },
      digest: { value: "sha256:1", why },
      data_sets: { value: ["data:orders"], why },
    });
    expect(left).toBe("");
    expect([why, "Seen on the host"].map(shortNote)).toEqual(["copied", "Seen on the host"]);
  });

  it("leave out what scanners found and what only files can say of the original", () => {
    const told = { owner: "Team A", scan_findings: ["x"], dockerfile: "Dockerfile" };
    const fragment = fragmentOf("here", editSnapshot, ["api"], new Map([["api", told]]));

    const { ops } = pasted(editSnapshot, fragment, { parent: null, at: AT, model: "here" });

    expect(Object.keys(factsOf(ops[0]))).toEqual(["owner"]);
  });

  it("name the copies of what is copied along instead of the originals", () => {
    const told = { mounts: [{ source: "key", path: "/run", volume: "key" }] };
    const fragment = fragmentOf("here", editSnapshot, ["shop"], new Map([["api/app", told]]));

    const { ops } = pasted(editSnapshot, fragment, { parent: null, at: AT, model: "here" });

    const copies = new Map(
      ops.flatMap((op) => (op.op === "set" && op.on === "element" ? [[op.props.name, op]] : [])),
    );
    const key = copies.get("key");
    expect(factsOf(copies.get("api/app")).mounts).toMatchObject({
      value: [{ volume: (key as { uid: string }).uid, path: "/run" }],
    });
  });

  it("lead to what their originals lead to, in the same model", () => {
    const reads = { type: "reads_secret", source: "api", target: "key" } as const;
    const snapshot = { ...editSnapshot.snapshot, relations: [reads] };
    const text = fragmentText(
      fragmentOf("here", { ...editSnapshot, snapshot }, ["api"], new Map()),
    );

    const here = pasted(editSnapshot, read(text), { parent: "shop", at: AT, model: "here" });

    expect(here.ops).toContainEqual({ op: "set", on: "relation", ...reads, source: here.roots[0] });
    expect(here.left).toBe("");
  });

  it("tell what another model does not have", () => {
    const reads = { type: "reads_secret", source: "api", target: "key" } as const;
    const snapshot = { ...editSnapshot.snapshot, relations: [reads] };
    const told = new Map([["api", { owner: "Team A", data_sets: ["data:orders", "data:people"] }]]);
    const text = fragmentText(fragmentOf("here", { ...editSnapshot, snapshot }, ["api"], told));

    const there = pasted(editSnapshot, read(text), { parent: "shop", at: AT, model: "there" });

    expect(Object.keys(factsOf(there.ops[0]))).toEqual(["owner"]);
    expect(there.ops.filter(({ op, on }) => op === "set" && on === "relation")).toEqual([]);
    expect(there.left).toBe("2 data sets and 1 relation");
  });

  it("bring no flow that somebody has said is not there", () => {
    const [flow] = editSnapshot.snapshot.flows;
    const told = new Map([[flow?.uid ?? "", { review: "rejected" }]]);

    expect(fragmentOf("here", editSnapshot, ["api", "people"], told).flows).toEqual([]);
    expect(fragmentOf("here", editSnapshot, ["api", "people"], new Map()).flows).toHaveLength(1);
  });
});

describe("a text from the clipboard", () => {
  it("is left alone unless it holds elements", () => {
    expect(readFragment("hello", kinds)).toBeNull();
    expect(readFragment('{"format": "bulkhead/fragment@1"', kinds)).toBeNull();
    expect(readFragment('["bulkhead/fragment@1"]', kinds)).toBeNull();
  });

  it("is believed in nothing that does not fit", () => {
    const forged = {
      format: "bulkhead/fragment@1",
      elements: [
        {
          uid: "w",
          kind: "workload",
          name: "  ",
          parent: "a",
          x: 1e300,
          facts: { owner: 5, privileged: true, digest: "x" },
        },
        { uid: "a", kind: "namespace", name: "a".repeat(999), parent: "a" },
        { uid: "b", kind: "secret", name: "b\u202e", parent: "w" },
        { uid: "c", kind: "no-such-kind", name: "c" },
        "junk",
      ],
      flows: [
        { source: "w", destination: "b" },
        { source: "w", destination: "nowhere" },
        { source: "w", destination: "w" },
      ],
      relations: [{ type: "runs_on", source: "w", target: "b" }],
    };

    const { elements, flows, relations } = read(JSON.stringify(forged));

    expect(elements.map(({ uid, parent }) => [uid, parent])).toEqual([
      ["w", null],
      ["a", null],
      ["b", null],
    ]);
    expect(elements[0]).toMatchObject({ name: "Workload", x: 0, facts: { privileged: true } });
    expect(elements[1]?.name).toHaveLength(200);
    expect(elements[2]?.name).toBe("b");
    expect([...flows, ...relations]).toEqual([]);
  });
});
