import { expect, it } from "vitest";
import { DRAWING, rowOf } from "./optimisticApply.fixture";
import { withThreatCounts } from "./threatCounts";

const NONE_POSSIBLE = { elements: {}, flows: {} };

it("gives each the numbers that were counted, and takes away what is no more", () => {
  const found = withThreatCounts(DRAWING, {
    elements: { web: [0, 2, 0, 1, 0] },
    flows: {},
    possible: NONE_POSSIBLE,
  });
  const gone = withThreatCounts(found, { elements: {}, flows: {}, possible: NONE_POSSIBLE });

  expect(rowOf(found.elements, "web")).toMatchObject({
    threats: { critical: 0, high: 2, medium: 0, low: 1, info: 0 },
    worst: "high",
  });
  expect(rowOf(gone.elements, "web").worst).toBeNull();
});

it("keeps the identity of what has the same as before", () => {
  const found = withThreatCounts(DRAWING, {
    elements: { web: [1, 0, 0, 0, 0] },
    flows: {},
    possible: NONE_POSSIBLE,
  });

  expect(rowOf(found.elements, "db")).toBe(rowOf(DRAWING.elements, "db"));
  expect(found.flows).toBe(DRAWING.flows);
  expect(
    withThreatCounts(found, {
      elements: { web: [1, 0, 0, 0, 0] },
      flows: {},
      possible: NONE_POSSIBLE,
    }),
  ).toBe(found);
});

it("counts possible threats beside the found ones", () => {
  const possible = { elements: { web: [0, 1, 2, 0, 0] }, flows: {} };
  const marks = { elements: {}, flows: {}, possible };
  const found = withThreatCounts(DRAWING, marks);

  expect(rowOf(found.elements, "web")).toMatchObject({
    worst: null,
    possible: 3,
    possible_worst: "high",
  });
  expect(withThreatCounts(found, marks)).toBe(found);
});
