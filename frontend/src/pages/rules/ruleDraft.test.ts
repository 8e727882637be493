import { describe, expect, it } from "vitest";
import type { RuleDetail } from "@/api/types";
import { LINDDUN, STRIDE, TOY } from "@/model/labels/methods.fixture";
import { copyOf, definitionOf, draftOf, EMPTY_DRAFT, problemsByField } from "./ruleDraft";

const METHODS = [STRIDE, LINDDUN, TOY];

describe("a rule while it is written", () => {
  it("lists its categories by method, whatever methods there are", () => {
    const draft = { ...EMPTY_DRAFT, categories: ["linking", "breaking"] };

    expect(definitionOf(draft, METHODS)).toMatchObject({
      stride: [],
      linddun: ["linking"],
      toy: ["breaking"],
    });
    expect(problemsByField([{ place: "toy.0", message: "No." }], {}, METHODS)).toEqual({
      toy: "No.",
    });
  });

  it("names no method whose threats are found by attack paths", () => {
    const paths = { ...TOY, found_by: "attack-paths" as const };

    expect(definitionOf(EMPTY_DRAFT, [STRIDE, paths])).not.toHaveProperty("toy");
  });

  it("gets an id from its title, without the names of elements", () => {
    const made = definitionOf(
      { ...EMPTY_DRAFT, title: "{self.name} runs without a backup" },
      METHODS,
    );

    expect(made.id).toBe("team-runs-without-a-backup");
  });

  it("keeps what the form does not show", () => {
    const known = { id: "team-x", covers: ["IMG-001"], fix: { compose: "user: 1000" } };

    const made = definitionOf({ ...EMPTY_DRAFT, title: "Another title" }, METHODS, known);

    expect(made).toMatchObject({ ...known, title: "Another title" });
  });

  it("keeps which items of a list are guilty", () => {
    const guilty = { fact: "mounts", where: "item.read_only" };
    const known = { id: "team-x", evidence: [guilty, "privileged"] };

    const made = definitionOf(
      { ...EMPTY_DRAFT, evidence: ["privileged", "mounts", "env"] },
      METHODS,
      known,
    );

    expect(made.evidence).toEqual(["privileged", guilty, "env"]);
  });

  it("names the facts that a control changes: as they were written, else all of the evidence", () => {
    const known = { id: "team-x", resolved_by: { old: ["mounts", "gone"], dropped: ["mounts"] } };
    const draft = { ...EMPTY_DRAFT, evidence: ["mounts", "env"], controls: ["old", "new"] };

    const made = definitionOf({ ...draft, resolvedBy: ["old", "new", "dropped"] }, METHODS, known);

    expect(made.resolved_by).toEqual({ old: ["mounts"], new: ["mounts", "env"] });
  });

  it("begins as a copy that has the words of the original and an id of its own", () => {
    const evidence = [{ fact: "mounts", where: "item.read_only" }];
    const definition = {
      id: "of-the-library",
      title: "{self.name} mounts",
      evidence,
      covers: ["A"],
    };
    const shown = { applies_to: ["container"], when: "true", resolved_by: [] };
    const rule = { ...EMPTY_DRAFT, definition, ...shown } as unknown;

    const draft = draftOf(rule as RuleDetail);
    const made = definitionOf(draft, METHODS, copyOf(rule as RuleDetail));

    expect(draft.evidence).toEqual(["mounts"]);
    expect(made).toMatchObject({
      id: "team-mounts",
      title: "{self.name} mounts",
      evidence,
      covers: [],
    });
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
