import { describe, expect, it } from "vitest";
import {
  bodyOf,
  type Draft,
  differencesOf,
  draftOf,
  emptyDraft,
  isComplete,
  RECORD_KINDS,
  type RecordOf,
  rowsOf,
  titleOf,
} from "./recordKinds";

const {
  objectives,
  impact_criteria: criteria,
  risk_appetites: appetites,
  scope_exclusions: exclusions,
  countermeasure_sets: sets,
} = RECORD_KINDS;

const OBJECTIVE = {
  id: "1",
  version: 2,
  created_by: null,
  updated_at: "2026-01-01T00:00:00Z",
  title: "Customers can pay",
  description: "",
  criticality: "critical",
  confidentiality: "high",
  integrity: "",
  availability: "",
  owner: { id: "7", name: "Ada", email: "ada@example.com" },
  depends_on: [{ type: "element", id: "9", uid: "compose:db", name: "db", kind: "workload" }],
} as RecordOf<"objectives">;

describe("a draft", () => {
  it.each(Object.values(RECORD_KINDS))("of a new $noun is not complete", (kind) => {
    expect(isComplete(kind, emptyDraft(kind))).toBe(false);
  });

  it("holds what a row says, and sends it with ids and uids", () => {
    const draft = draftOf(objectives, OBJECTIVE);

    expect(bodyOf(objectives, draft)).toEqual({
      title: "Customers can pay",
      description: "",
      criticality: "critical",
      confidentiality: "high",
      integrity: "",
      availability: "",
      owner: "7",
      depends_on: ["compose:db"],
    });
    expect(isComplete(objectives, draft)).toBe(true);
  });

  it("of a new objective rates none of its properties", () => {
    const body = bodyOf(objectives, emptyDraft(objectives));

    expect(body).toMatchObject({ confidentiality: "", integrity: "", availability: "" });
    expect(rowsOf(objectives.fields).map(({ fields }) => fields.length)).toEqual([3, 3, 2]);
  });

  it("sends null for a person, objective or date that is left empty", () => {
    expect(bodyOf(objectives, emptyDraft(objectives)).owner).toBeNull();
    expect(bodyOf(criteria, emptyDraft(criteria)).objective).toBeNull();
    expect(bodyOf(appetites, emptyDraft(appetites)).next_review).toBeNull();
  });

  it("of a set of countermeasures sends numbers, and no cost where none is estimated", () => {
    const row = {
      title: "Quick wins",
      mitigations: [2, 3],
      cost: 4,
      cost_unit: "days",
      chosen: true,
    };
    const draft = draftOf(sets, { ...row, note: "" } as unknown as RecordOf);

    expect(bodyOf(sets, draft)).toEqual({ ...row, note: "" });
    expect(bodyOf(sets, { ...draft, cost: "" }).cost).toBeNull();
  });

  it("of a scope exclusion needs an element and a reason", () => {
    const named: Draft = {
      reason: "Not ours.",
      elements: [{ uid: "compose:db", name: "db", kind: "workload" }],
    };

    expect(isComplete(exclusions, { ...named, elements: [] })).toBe(false);
    expect(isComplete(exclusions, { ...named, reason: " " })).toBe(false);
    expect(isComplete(exclusions, named)).toBe(true);
  });

  it("of a criterion needs a title and a meaning of one level", () => {
    const titled: Draft = { ...emptyDraft(criteria), title: "Money" };

    expect(isComplete(criteria, titled)).toBe(false);
    expect(isComplete(criteria, { ...titled, levels: ["", "", "", "", "all"] })).toBe(true);
  });
});

describe("two drafts", () => {
  it("differ in words", () => {
    const mine = draftOf(objectives, OBJECTIVE);
    const theirs: Draft = { ...mine, criticality: "low", owner: "", depends_on: [] };

    expect(differencesOf(objectives, mine, theirs, (id) => (id === "7" ? "Ada" : ""))).toEqual([
      { field: "Criticality", mine: "Critical", theirs: "Low" },
      { field: "Owner", mine: "Ada", theirs: "" },
      { field: "Depends on", mine: "db", theirs: "" },
    ]);
  });

  it("do not differ by blanks at the ends", () => {
    const mine = draftOf(objectives, OBJECTIVE);

    expect(
      differencesOf(objectives, mine, { ...mine, title: " Customers can pay " }, String),
    ).toEqual([]);
  });
});

it("a row is called by its title, its clause or its scope", () => {
  const requirement = { framework: "GDPR", clause: "", note: "" };

  expect(titleOf(OBJECTIVE)).toBe("Customers can pay");
  expect(titleOf(requirement as RecordOf)).toBe("GDPR");
  expect(titleOf({ ...requirement, clause: "Art. 32" } as RecordOf)).toBe("GDPR Art. 32");
  expect(titleOf({ scope: "All" } as RecordOf)).toBe("All");
});
