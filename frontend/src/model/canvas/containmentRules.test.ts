import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kindsFrom } from "@/model/graph/elementKinds";
import {
  flowProblem,
  mayFlow,
  mayHold,
  nestingProblem,
  relationsBetween,
} from "./containmentRules";
import { editSnapshotOf, KINDS } from "./drawing.fixture";

const { editSnapshot } = editSnapshotOf();
const { byUid } = editSnapshot.tree;

describe("nesting", () => {
  it("allows everything on the canvas itself", () => {
    expect(mayHold(KINDS, null, "secret")).toBe(true);
    expect(nestingProblem(KINDS, editSnapshot.tree, ["key"], null)).toBeNull();
  });

  it("says why something cannot sit somewhere", () => {
    const into = (uid: string, parent: string) =>
      nestingProblem(KINDS, editSnapshot.tree, [uid], byUid.get(parent) ?? null);

    expect(into("key", "api")).toBe("A secret cannot sit in a workload");
    expect(into("shop", "api")).toBe("shop cannot sit inside itself");
    expect(into("api/app", "shop")).toBeNull();
  });

  it("holds the rule of the server's catalogue", () => {
    const text = readFileSync("../threatmodel/engine/model/catalogue.yaml", "utf8");
    const section = text.slice(text.indexOf("\nkinds:"));
    const parents = [...section.matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}parents: \[(.*)\]/gm)];
    const ends = (/^flow_ends: \[(.*)\]/m.exec(text)?.[1] ?? "").split(", ");
    const kinds = kindsFrom(
      parents.map(([, id = "", list = ""]) => ({
        id,
        label: id,
        dfd: [],
        parents: list.split(", ").filter(Boolean),
      })),
      { flow_ends: ends },
    );

    expect(kinds.size).toBeGreaterThan(20);
    expect(mayHold(kinds, "workload", "container")).toBe(true);
    expect(mayHold(kinds, "container", "workload")).toBe(false);
    expect(mayHold(kinds, "cluster", "internet")).toBe(false);
    expect(mayFlow(kinds, "container")).toBe(true);
    expect(mayFlow(kinds, "secret")).toBe(false);
  });
});

describe("connecting", () => {
  it("wants two different ends that data may flow to and from", () => {
    const between = (a: string, b: string) => flowProblem(KINDS, byUid.get(a), byUid.get(b));

    expect(between("people", "api")).toBeNull();
    expect(between("api", "api")).toBe("A flow needs two different ends");
    expect(between("people", "key")).toBe("Data cannot flow to or from a secret");
  });

  it("knows the relations between kinds", () => {
    expect(relationsBetween(KINDS, "workload", "secret").map(({ id }) => id)).toEqual([
      "reads_secret",
    ]);
    expect(relationsBetween(KINDS, "secret", "workload")).toEqual([]);
  });
});
