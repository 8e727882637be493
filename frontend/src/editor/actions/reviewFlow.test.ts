import { describe, expect, it } from "vitest";
import { reviewFlow } from "./reviewFlow";

describe("reviewing a flow", () => {
  it("says what it did", () => {
    const given = { flow: "1", name: "vote → redis" };
    const changed = { seq: 7, changed: true, job: null };

    expect(reviewFlow.label({ ...given, review: "confirmed" }, changed)).toBe(
      "vote → redis is confirmed",
    );
    expect(reviewFlow.label({ ...given, review: "rejected" }, changed)).toBe(
      "vote → redis counts no more",
    );
  });
});
