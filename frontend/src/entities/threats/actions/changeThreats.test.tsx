import { describe, expect, it } from "vitest";
import { outcomeText } from "./changeThreats";

const outcome = (
  changed: number,
  left: { number: number; reason: string }[],
  count = left.length,
) => outcomeText({ changed, left, left_count: count, group: null, job: null });

describe("outcomeText", () => {
  it("counts what was changed", () => {
    expect(outcome(1, [])).toBe("1 threat");
    expect(outcome(1200, [])).toBe("1,200 threats");
  });

  it("names what was left, and why", () => {
    const reason = "Ada changed it in the meantime.";
    expect(outcome(2, [{ number: 3, reason }])).toBe(`2 threats; left as they are: T3. ${reason}`);
  });

  it("names a few of many", () => {
    const left = [1, 2, 3, 4].map((number) => ({ number, reason: "Changed since." }));
    expect(outcome(0, left, 90)).toBe(
      "0 threats; left as they are: T1, T2, T3 and 87 more. Changed since.",
    );
  });
});
