import { describe, expect, it } from "vitest";

const SOURCES = import.meta.glob<string>("./*Navigation.tsx", {
  eager: true,
  query: "?raw",
  import: "default",
});

describe("shortcuts that lead to pages", () => {
  it("have keys of their own", () => {
    const keys = Object.values(SOURCES).flatMap(
      (source) => source.match(/(?<=keys: ")g \w(?=")/g) ?? [],
    );

    expect(keys.length).toBeGreaterThan(12);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
