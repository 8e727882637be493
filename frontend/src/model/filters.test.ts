import { describe, expect, it } from "vitest";
import {
  choosableStatuses,
  isOverdue,
  mitigationFiltersFrom,
  mitigationQuery,
  mitigationSearch,
} from "./mitigationFilters";
import { toggled } from "./search";
import {
  activeFilters,
  narrowed,
  nextOrdering,
  threatFiltersFrom,
  threatQuery,
  threatSearch,
} from "./threatFilters";

describe("threat filters", () => {
  it("survive the way into the address and back", () => {
    const search = {
      severity: ["critical", "high"],
      status: ["open"],
      element: "abc",
      deep: true,
      page: 3,
      ordering: "title",
    };

    expect(threatSearch(threatFiltersFrom(search))).toEqual(search);
  });

  it("leave the address empty when nothing is chosen", () => {
    expect(threatSearch(threatFiltersFrom({}))).toEqual({});
    expect(activeFilters(threatFiltersFrom({}))).toBe(0);
  });

  it("read what a person typed", () => {
    const filters = threatFiltersFrom({
      severity: "critical,high",
      page: "-4",
      search: 7,
      category: { a: 1 },
    });

    expect(filters).toMatchObject({
      severity: ["critical", "high"],
      page: 1,
      search: "7",
      category: [],
    });
    expect(activeFilters(filters)).toBe(3);
  });

  it("ask the server for what is inside an element only when there is one", () => {
    expect(threatQuery(threatFiltersFrom({ deep: true }))).not.toHaveProperty("deep");
    expect(threatQuery(threatFiltersFrom({ deep: true, element: "x" }))).toMatchObject({
      deep: "1",
      element: "x",
    });
  });

  it("start at the first page when narrowed", () => {
    expect(narrowed(threatFiltersFrom({ page: 5 }), { status: ["open"] }).page).toBe(1);
  });

  it("sort by a column, then the other way, then as before", () => {
    const first = nextOrdering("-score", "title");
    const second = nextOrdering(first, "title");

    expect([first, second, nextOrdering(second, "title")]).toEqual(["title", "-title", "-score"]);
    expect(nextOrdering("title", "severity", true)).toBe("-severity");
  });
});

describe("mitigation filters", () => {
  it("survive the way into the address and back", () => {
    const search = { status: ["planned"], owner: "none", overdue: true };

    expect(mitigationSearch(mitigationFiltersFrom(search))).toEqual(search);
    expect(mitigationQuery(mitigationFiltersFrom(search))).toMatchObject({ overdue: "1" });
  });

  it("offer verified to approvers only", () => {
    expect(choosableStatuses("editor", "planned")).not.toContain("verified");
    expect(choosableStatuses("editor", "verified")).toContain("verified");
    expect(choosableStatuses("owner", "planned")).toContain("verified");
  });

  it("count a date as passed only while there is work to do", () => {
    expect(isOverdue("2025-01-01", "planned", "2025-01-02")).toBe(true);
    expect(isOverdue("2025-01-02", "planned", "2025-01-02")).toBe(false);
    expect(isOverdue("2025-01-01", "verified", "2025-01-02")).toBe(false);
    expect(isOverdue(null, "planned", "2025-01-02")).toBe(false);
  });

  it("puts a word in and takes it out", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
