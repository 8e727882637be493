import { describe, expect, it } from "vitest";
import { filterChips, filterWords, toggled } from "./filterChips";
import { type Filters, NO_FILTERS } from "./filterMatches";

const ALL: Filters = {
  severities: ["critical", "high"],
  stages: ["build"],
  trust: ["unknown"],
  dataSet: "orders",
  flowsFromInternet: true,
  flowsTo: "db",
  flowsFrom: "gone",
};
const NAMES = new Map([
  ["orders", "Orders"],
  ["db", "Database"],
]);

describe("the words of filters", () => {
  const words = filterWords(ALL, (uid) => NAMES.get(uid) ?? null);

  it("name every value", () => {
    expect(words.map((one) => one.words)).toEqual([
      "Critical",
      "High",
      "Lifecycle: build",
      "Trust: unknown",
      "Data: Orders",
      "Flows from the internet",
      "Flows to Database",
      "Flows from what is no longer there",
    ]);
  });

  it("take one off and leave the others", () => {
    expect(words[0]?.without).toEqual({ ...ALL, severities: ["high"] });
    expect(words[7]?.without).toEqual({ ...ALL, flowsFrom: null });
    expect(filterWords(NO_FILTERS, () => null)).toEqual([]);
  });

  it("count what matches, and what of it is not shown", () => {
    const match = { found: new Set<string>(), shown: new Set<string>(), elements: 2, flows: 1 };
    expect(filterChips(match, 0)).toBe("2 elements and 1 flow match");
    expect(filterChips(match, 1)).toBe("2 elements and 1 flow match, 1 of them on hidden layers");
  });

  it("turn a value on and off", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
