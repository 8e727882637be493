import { describe, expect, it } from "vitest";
import type { Filter } from "@/ui/filterTypes";
import { isShown, nameOfFilters, savedFiltersOf, searchOf } from "./savedThreatFilters";

const FILTERS: readonly Filter[] = [
  {
    id: "severity",
    label: "Severity",
    options: [
      { value: "critical", label: "Critical" },
      { value: "high", label: "High" },
    ],
  },
  { id: "owner", label: "Owner", options: [{ value: "me", label: "Me" }] },
];

describe("saved filters", () => {
  it("keep everything but the page, and lead back to it", () => {
    const search = { severity: ["critical", "high"], ordering: "due", page: "3", flat: "1" };
    const saved = savedFiltersOf(search);

    expect(saved).toEqual({ flat: ["1"], ordering: ["due"], severity: ["critical", "high"] });
    expect(isShown(saved, search)).toBe(true);
    expect(isShown(saved, { ...searchOf(saved), page: "9" })).toBe(true);
    expect(isShown(saved, { ...search, severity: "high" })).toBe(false);
    expect(isShown(undefined, { page: "2" })).toBe(true);
  });

  it("are named after what they filter by", () => {
    const search = {
      severity: ["critical", "high"],
      owner: "me",
      search: "proxy",
      group: "element",
    };

    expect(nameOfFilters(FILTERS, search)).toBe(
      "Critical, High · Owner: Me · “proxy” · by element",
    );
    expect(nameOfFilters(FILTERS, { certainty: "possible" })).toBe("Possible");
    expect(nameOfFilters(FILTERS, {})).toBe("All threats");
    expect(nameOfFilters(FILTERS, { search: "x".repeat(200) })).toHaveLength(80);
  });
});
