import { describe, expect, it } from "vitest";
import { type Filters, NO_FILTERS } from "./filterMatches";
import { filtersIn, savedFilters } from "./savedFilters";

const ALL: Filters = {
  severities: ["critical", "high"],
  stages: ["build", "respond"],
  trust: ["untrusted", "unknown"],
  dataSet: "orders",
  flowsFromInternet: true,
  flowsTo: "db",
  flowsFrom: "web",
};
const EVERYTHING = { element: () => true, dataSet: () => true };

describe("saved filters", () => {
  it("come back as they were", () => {
    expect(filtersIn(savedFilters(ALL), EVERYTHING)).toEqual({ filters: ALL, gone: [] });
    expect(filtersIn(savedFilters(NO_FILTERS), EVERYTHING).filters).toEqual(NO_FILTERS);
  });

  it("are left out when they are off", () => {
    expect(savedFilters(NO_FILTERS)).toEqual({});
    expect(savedFilters({ ...NO_FILTERS, flowsTo: "db" })).toEqual({ flows_to: "db" });
  });

  it("lose what is gone, say so, and keep the rest", () => {
    const known = { element: (uid: string) => uid === "db", dataSet: () => false };

    const { filters, gone } = filtersIn(savedFilters(ALL), known);

    expect(filters).toEqual({ ...ALL, dataSet: null, flowsFrom: null });
    expect(gone).toEqual([
      "the data set that it filters by",
      "the element whose data flows it shows",
    ]);
  });

  it("pass over words that nobody knows", () => {
    const saved = { severity: ["high", "dire"], open: true, lifecycle: "build" };

    expect(filtersIn(saved, EVERYTHING)).toEqual({
      filters: { ...NO_FILTERS, severities: ["high"] },
      gone: [],
    });
  });
});
