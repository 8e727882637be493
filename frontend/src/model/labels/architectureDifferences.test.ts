import { describe, expect, it } from "vitest";
import type { Difference } from "@/api/types";
import { byElement, isSame, totalsInWords, valueChange } from "./architectureDifferences";

const base = { props: [], facts: [], links: [], within: null } as const;

function element(uid: string, what: Difference["what"] = "changed"): Difference {
  return {
    ...base,
    on: "element",
    uid,
    what,
    kind: "workload",
    name: uid,
  } as unknown as Difference;
}

function flow(uid: string, from: string): Difference {
  const within = { uid: from, name: from.toUpperCase() };
  return { ...element(uid, "added"), on: "flow", kind: "flow", within };
}

const none = { added: 0, changed: 0, removed: 0, moved: 0 };

describe("differences by element", () => {
  it("puts flows to the element they start at", () => {
    const groups = byElement([element("cart"), flow("f", "cart"), flow("g", "db"), element("web")]);

    expect(
      groups.map(({ uid, own, flows }) => [uid, own?.uid, flows.map((one) => one.uid)]),
    ).toEqual([
      ["cart", "cart", ["f"]],
      ["db", undefined, ["g"]],
      ["web", "web", []],
    ]);
  });

  it("calls a group of flows alone by the element", () => {
    expect(byElement([flow("f", "db")])[0]?.name).toBe("DB");
  });
});

describe("values before and after", () => {
  it("shows of two lists what only one of them holds", () => {
    const change = valueChange({ value: ["ALL", "NET_RAW"] }, { value: ["ALL", "SYS_TIME"] });

    expect(change).toEqual({ before: ["NET_RAW"], after: ["SYS_TIME"] });
  });

  it("tells unknown from no", () => {
    expect(valueChange(null, { value: false })).toEqual({ before: ["unknown"], after: ["no"] });
    expect(valueChange({ value: true }, null)).toEqual({ before: ["yes"], after: ["unknown"] });
  });

  it("shows lists whole that differ in their order alone", () => {
    expect(valueChange({ value: ["a", "b"] }, { value: ["b", "a"] })).toEqual({
      before: ["a; b"],
      after: ["b; a"],
    });
  });
});

describe("how much differs", () => {
  it("counts elements and flows together and relations apart", () => {
    const counts = {
      element: { ...none, added: 2, moved: 1 },
      flow: { ...none, added: 1 },
      relation: { added: 1, removed: 0 },
    };

    expect(totalsInWords(counts)).toBe("3 added, 1 moved, 1 relation");
    expect(isSame(counts)).toBe(false);
  });

  it("takes what only moved for the same", () => {
    const counts = {
      element: { ...none, moved: 4 },
      flow: none,
      relation: { added: 0, removed: 0 },
    };

    expect(isSame(counts)).toBe(true);
  });
});
