import { expect, it } from "vitest";
import { DRAWING, rowOf } from "@/model/graph/optimisticApply.fixture";
import { withThreatBadges } from "./threatBadges";

it("gives each the numbers that were counted, and takes away what is no more", () => {
  const found = withThreatBadges(DRAWING, { elements: { web: [0, 2, 0, 1, 0] }, flows: {} });
  const gone = withThreatBadges(found, { elements: {}, flows: {} });

  expect(rowOf(found.elements, "web")).toMatchObject({
    threats: { critical: 0, high: 2, medium: 0, low: 1, info: 0 },
    worst: "high",
  });
  expect(rowOf(gone.elements, "web").worst).toBeNull();
});

it("keeps the identity of what has the same as before", () => {
  const found = withThreatBadges(DRAWING, { elements: { web: [1, 0, 0, 0, 0] }, flows: {} });

  expect(rowOf(found.elements, "db")).toBe(rowOf(DRAWING.elements, "db"));
  expect(found.flows).toBe(DRAWING.flows);
  expect(withThreatBadges(found, { elements: { web: [1, 0, 0, 0, 0] }, flows: {} })).toBe(found);
});
