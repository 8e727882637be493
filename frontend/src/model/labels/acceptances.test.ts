import { describe, expect, it } from "vitest";
import type { Acceptance } from "@/api/types";
import { changesSince, personName, timeLeft } from "./acceptances";

const counted = (changed_count: number, threat_count: number) =>
  ({ changed_count, threat_count }) as Acceptance;

describe("acceptances in words", () => {
  it("says how long an active one holds", () => {
    expect(timeLeft({ state: "expiring", days_left: 12 })).toBe("Expires in 12 days");
    expect(timeLeft({ state: "expiring", days_left: 1 })).toBe("Expires tomorrow");
    expect(timeLeft({ state: "expiring", days_left: 0 })).toBe("Expires today");
  });

  it("says nothing of time where it does not hold", () => {
    expect(timeLeft({ state: "proposed", days_left: 12 })).toBe("");
    expect(timeLeft({ state: "expired", days_left: -3 })).toBe("");
  });

  it("says how many threats changed", () => {
    expect(changesSince(counted(0, 3))).toBe("");
    expect(changesSince(counted(1, 1))).toBe("Changed since");
    expect(changesSince(counted(2, 14))).toBe("2 of 14 changed since");
  });

  it("names a person by the address where there is no name", () => {
    expect(personName({ id: "1", name: "", email: "ada@example.com" })).toBe("ada@example.com");
    expect(personName(null)).toBe("a former member");
  });
});
