import { describe, expect, it } from "vitest";
import {
  copiedFacts,
  type Fragment,
  fragmentOf,
  fragmentText,
  pasted,
  readFragment,
} from "./clipboard";
import { boardOf, KINDS, SHOP, snapshotOf } from "./drawing.fixture";
import { kindsFrom } from "./kinds";

const FACTS = [
  { name: "owner", type: "text", question: "Who?", options: [], fields: {}, ranges: {} },
  { name: "privileged", type: "bool", question: "Is it?", options: [], fields: {}, ranges: {} },
  { name: "digest", type: "text", question: "", options: [], fields: {}, ranges: {} },
] as never;
const kinds = kindsFrom(
  [...KINDS].map(([id, look]) => ({ id, ...look, dfd: [], facts: id === "workload" ? FACTS : [] })),
  { flow_ends: ["actor", "workload", "container"] },
);
const plain = boardOf();
const board = { ...plain.board, kinds };

function copied(uids: readonly string[], facts = new Map()): string {
  return fragmentText(fragmentOf("here", board, uids, facts));
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
    const { ops, roots } = pasted(board, read(copied(["api"])), {
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
    const empty = { ...boardOf(snapshotOf([], [])).board, kinds };

    const { ops } = pasted(empty, read(copied(["api"])), {
      parent: null,
      at: { x: 0, y: 0 },
      model: "there",
    });

    expect(ops[0]).toMatchObject({ props: { parent: null, name: "api" } });
  });

  it("bring only what a person could say", () => {
    const told = copiedFacts(
      [
        { name: "owner", value: "Team A", origin: "file" },
        { name: "privileged", value: true, origin: "default" },
        { name: "digest", value: "sha256:1", origin: "file" },
      ],
      FACTS,
    );
    const fragment = read(copied(["api"], new Map([["api", told]])));

    const { ops } = pasted(board, fragment, { parent: null, at: { x: 0, y: 0 }, model: "here" });

    expect(ops[0]).toMatchObject({ props: { facts: { owner: { value: "Team A" } } } });
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
        { uid: "b", kind: "secret", name: "b", parent: "w" },
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
    expect([...flows, ...relations]).toEqual([]);
  });
});
