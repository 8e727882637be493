import { describe, expect, it } from "vitest";
import { definitionOf, EMPTY_DRAFT, problemsByField, ruleId } from "./draft";

describe("a rule while it is written", () => {
  it("gets an id from its title, without the names of elements", () => {
    expect(ruleId("{self.name} runs without a backup")).toBe("team-runs-without-a-backup");
    expect(ruleId("")).toBe("team-rule");
  });

  it("keeps what the form does not show", () => {
    const known = { id: "team-x", references: ["cwe:CWE-862"] };

    const made = definitionOf({ ...EMPTY_DRAFT, title: "Another title" }, known);

    expect(made).toMatchObject({ ...known, title: "Another title" });
  });

  it("finds the field that a problem belongs to", () => {
    const found = problemsByField([
      { place: "rule.applies_to.0", message: "Unknown kind." },
      { place: "", message: "Too large." },
    ]);

    expect(found).toEqual({ applies_to: "Unknown kind.", "": "Too large." });
  });

  it("says plainly that a field was left empty", () => {
    const problems = [{ place: "controls", message: "[] has less than 1 item." }];

    expect(problemsByField(problems, { controls: [] })).toEqual({
      controls: "Choose at least one.",
    });
  });
});
