import { describe, expect, it } from "vitest";
import type { Version } from "@/api/types";
import { firstCompared, stateLabel, stateOptions } from "./versionRefs";

const version = (id: string, kind: Version["kind"]) => ({ id, name: id, kind }) as Version;

describe("states to choose from", () => {
  it("offers what there is, and the changes that are chosen", () => {
    const versions = [version("r2", "approved"), version("r1", "plain")];
    const groups = stateOptions(versions, { import: false }, ["now", "version:r1", "41"]);

    expect(groups.map(({ group, items }) => [group, items.map((one) => one.value)])).toEqual([
      ["States", ["now", "approved", "0"]],
      ["Versions", ["version:r2", "version:r1"]],
      ["Changes", ["41"]],
    ]);
  });

  it("offers no approved version where none is", () => {
    const [states] = stateOptions([], { import: true }, []);

    expect(states?.items.map((one) => one.value)).toEqual(["now", "import", "0"]);
  });

  it("compares now with the approved version, else with the latest", () => {
    const [first, second] = [version("r2", "plain"), version("r1", "approved")];

    expect(firstCompared([first, second])).toBe("approved");
    expect(firstCompared([first])).toBe("version:r2");
    expect(firstCompared([])).toBe("0");
  });

  it("calls a change by its number", () => {
    expect(stateLabel("12")).toBe("Change 12");
  });
});
