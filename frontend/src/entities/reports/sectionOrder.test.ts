import { describe, expect, it } from "vitest";
import type { ReportSectionId } from "@/api/types";
import { listed, moved, toggled } from "./sectionOrder";

const USUAL: readonly ReportSectionId[] = ["summary", "scope", "threats", "sign-off"];

describe("sections of a report", () => {
  it("come at their usual place", () => {
    expect(toggled(["summary", "sign-off"], "threats", USUAL)).toEqual([
      "summary",
      "threats",
      "sign-off",
    ]);
    expect(toggled(["summary"], "sign-off", USUAL)).toEqual(["summary", "sign-off"]);
    expect(toggled(["sign-off", "summary"], "scope", USUAL)).toEqual([
      "scope",
      "sign-off",
      "summary",
    ]);
  });

  it("go again", () => {
    expect(toggled(["summary", "scope"], "summary", USUAL)).toEqual(["scope"]);
  });

  it("move by one place, and not beyond the ends", () => {
    expect(moved(["summary", "scope", "threats"], "threats", -1)).toEqual([
      "summary",
      "threats",
      "scope",
    ]);
    expect(moved(["summary", "scope"], "summary", 1)).toEqual(["scope", "summary"]);
    expect(moved(["summary", "scope"], "summary", -1)).toEqual(["summary", "scope"]);
    expect(moved(["summary"], "scope", 1)).toEqual(["summary"]);
  });

  it("are listed with those that are not chosen at the end", () => {
    expect(listed(["threats", "summary"], USUAL)).toEqual([
      "threats",
      "summary",
      "scope",
      "sign-off",
    ]);
  });
});
