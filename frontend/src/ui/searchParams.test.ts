import { describe, expect, it } from "vitest";
import { firstOf, parseSearch, stringifySearch, valuesOf } from "./searchParams";

describe("search parameters", () => {
  it("repeat for lists and survive a round trip", () => {
    const text = stringifySearch({ severity: ["high", "low"], search: "docker socket", page: 2 });

    expect(text).toBe("?severity=high&severity=low&search=docker+socket&page=2");
    expect(parseSearch(text)).toEqual({
      severity: ["high", "low"],
      search: "docker socket",
      page: "2",
    });
  });

  it("leave out what is empty", () => {
    expect(stringifySearch({ severity: [], search: "", page: undefined })).toBe("");
  });

  it("read one or many values alike", () => {
    const search = parseSearch("?a=1&b=2&b=3");

    expect(valuesOf(search, "a")).toEqual(["1"]);
    expect(valuesOf(search, "b")).toEqual(["2", "3"]);
    expect(valuesOf(search, "c")).toEqual([]);
    expect(firstOf(search, "b")).toBe("2");
  });
});
