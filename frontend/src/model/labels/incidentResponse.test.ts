import { describe, expect, it } from "vitest";
import type { ResponseStep } from "@/api/types";
import { finishedCount, nextPlace } from "./incidentResponse";

const steps = (["done", "skipped", "open", "open"] as const).map(
  (state, place) => ({ state, place }) as ResponseStep,
);

describe("the progress of a response", () => {
  it("counts what is done or skipped", () => {
    expect(finishedCount(steps)).toBe(2);
  });

  it("goes on at the first open step while the response is open", () => {
    expect(nextPlace({ state: "open", steps })).toBe(2);
    expect(nextPlace({ state: "closed", steps })).toBeNull();
    expect(nextPlace({ state: "open", steps: steps.slice(0, 2) })).toBeNull();
  });
});
