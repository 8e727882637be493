import { describe, expect, it } from "vitest";
import { editSnapshotOf, element, flow, snapshotOf } from "./drawing.fixture";
import { chainFrom, chainTo, type FlowChain, internetOf } from "./flowChains";

const ELEMENTS = [
  element("internet", { kind: "internet" }),
  element("partner", { kind: "external-service", parent: "internet" }),
  element("shop", { kind: "namespace" }),
  element("web", { kind: "workload", parent: "shop" }),
  element("web/app", { parent: "web" }),
  element("web/log", { parent: "web" }),
  element("db", { kind: "datastore", parent: "shop" }),
  element("batch", { kind: "workload" }),
];
const rejected = { ...flow("internet", "batch"), review: "rejected" };
const gone = { ...flow("internet", "db"), gone: true };
const FLOWS = [
  flow("internet", "web"),
  flow("web/app", "db"),
  flow("batch", "internet"),
  flow("db", "web"),
  rejected,
  gone,
];
const { snapshot, tree } = editSnapshotOf(snapshotOf(ELEMENTS, FLOWS)).editSnapshot;

const listed = ({ elements, flows }: FlowChain) => [...elements, ...flows].sort();

describe("chains of data flows", () => {
  it("lead from the internet through workloads, whose containers are one place", () => {
    expect(listed(chainFrom(snapshot, tree, internetOf(tree)))).toEqual(
      [
        ...["internet", "partner", "web", "web/app", "web/log", "db"],
        ...["internet->web", "web/app->db", "db->web"],
      ].sort(),
    );
  });

  it("do not lead through the internet", () => {
    expect(listed(chainFrom(snapshot, tree, ["batch"]))).toEqual(
      ["batch", "batch->internet", "internet"].sort(),
    );
    expect(listed(chainTo(snapshot, tree, ["web/app"]))).not.toContain("batch");
  });

  it("lead back from where they end", () => {
    expect(listed(chainTo(snapshot, tree, ["db"]))).toEqual(
      [
        ...["internet", "web", "web/app", "web/log", "db"],
        ...["internet->web", "web/app->db", "db->web"],
      ].sort(),
    );
  });

  it("begin at all that is inside a zone", () => {
    expect(listed(chainFrom(snapshot, tree, ["shop"]))).toContain("web/app->db");
  });

  it("do not go over flows that were rejected or are gone, nor from what is not there", () => {
    expect(listed(chainTo(snapshot, tree, ["batch"]))).toEqual(["batch"]);
    expect(listed(chainFrom(snapshot, tree, ["nobody"]))).toEqual([]);
  });
});
