import { describe, expect, it } from "vitest";
import { editSnapshotOf, element, SHOP, snapshotOf } from "./drawing.fixture";
import { trustCounts, trustOf } from "./trustLevels";

/** The shop with what somebody said of its zones, and with something in a trust boundary of the cluster. */
function shopWith(levels: Readonly<Record<string, "trusted" | "untrusted">> = {}) {
  const inside = [
    element("vault", { kind: "boundary", parent: "cluster" }),
    element("vault/app", { kind: "workload", parent: "vault" }),
  ];
  const elements = [...SHOP, ...inside].map((one) =>
    element(one.uid, { ...one, trust_level: levels[one.uid] ?? null }),
  );
  return editSnapshotOf(snapshotOf(elements)).editSnapshot;
}

describe("trust", () => {
  it("is what was said of the nearest zone around, also for the zone itself", () => {
    const shop = shopWith({ cluster: "untrusted" });
    const said = { level: "untrusted", zone: "cluster", assumed: false };
    expect(trustOf(shop, "api/app")).toEqual(said);
    expect(trustOf(shop, "cluster")).toEqual(said);

    const inner = shopWith({ cluster: "untrusted", shop: "trusted" });
    expect(trustOf(inner, "api/app")).toEqual({ level: "trusted", zone: "shop", assumed: false });
  });

  it("is assumed from the kind of the nearest zone where nobody has said", () => {
    const assumed = { level: "semi-trusted", zone: "shop", assumed: true };
    expect(trustOf(shopWith(), "api/app")).toEqual(assumed);
    expect(trustOf(shopWith(), "shop")).toEqual(assumed);
  });

  it("is unknown in no zone, and in one whose kind tells nothing, whatever is around that", () => {
    expect(trustOf(shopWith(), "people").level).toBe("unknown");
    expect(trustOf(shopWith(), "vault/app").level).toBe("unknown");
    expect(trustOf(shopWith({ cluster: "trusted" }), "vault/app").level).toBe("trusted");
  });

  it("is counted by level, with how often it is assumed", () => {
    const counts = trustCounts(shopWith({ vault: "trusted" }));

    expect(counts.get("trusted")).toEqual({ elements: 3, assumed: 1 });
    expect(counts.get("semi-trusted")).toEqual({ elements: 4, assumed: 4 });
    expect(counts.get("unknown")).toEqual({ elements: 1, assumed: 0 });
  });
});
