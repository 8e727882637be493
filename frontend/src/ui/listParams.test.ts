import { describe, expect, it } from "vitest";
import { apiQuery, nextOrdering, readList, toggled } from "./listParams";

describe("list parameters", () => {
  it("take every unknown parameter as a filter", () => {
    const state = readList({
      severity: ["high", "low"],
      status: "open",
      search: "socket",
      page: "3",
    });

    expect(state.filters).toEqual({ severity: ["high", "low"], status: ["open"] });
    expect(state.page).toBe(3);
    expect(apiQuery(state)).toEqual({
      page: 3,
      page_size: 50,
      search: "socket",
      severity: ["high", "low"],
      status: ["open"],
    });
  });

  it("fall back to the first page for nonsense", () => {
    expect(readList({ page: "x" }).page).toBe(1);
    expect(readList({ page: "-4" }).page).toBe(1);
  });

  it("use the default order until the address names one", () => {
    expect(readList({}, { ordering: "-score" }).ordering).toBe("-score");
    expect(readList({ ordering: "title" }, { ordering: "-score" }).ordering).toBe("title");
  });

  it("cycle a column through ascending, descending and default", () => {
    expect(nextOrdering("", "title")).toBe("title");
    expect(nextOrdering("title", "title")).toBe("-title");
    expect(nextOrdering("-title", "title")).toBe("");
  });

  it("toggle a value of a filter", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
