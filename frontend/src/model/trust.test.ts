import { describe, expect, it } from "vitest";
import { boardOf, element, SHOP, snapshotOf } from "./drawing.fixture";
import { trustOf } from "./trust";

/** The shop with what somebody said of its zones. */
function shopWith(levels: Readonly<Record<string, "trusted" | "untrusted">>) {
  const elements = SHOP.map((one) =>
    element(one.uid, { ...one, trust_level: levels[one.uid] ?? null }),
  );
  return boardOf(snapshotOf(elements)).board.tree;
}

describe("trust", () => {
  it("is what was said of the nearest zone around, also for the zone itself", () => {
    const tree = shopWith({ cluster: "trusted" });
    expect(trustOf(tree, "api/app")).toBe("trusted");
    expect(trustOf(tree, "cluster")).toBe("trusted");

    const inner = shopWith({ cluster: "trusted", shop: "untrusted" });
    expect(trustOf(inner, "api/app")).toBe("untrusted");
  });

  it("is unknown where nobody has said", () => {
    expect(trustOf(shopWith({ cluster: "trusted" }), "people")).toBe("unknown");
  });
});
