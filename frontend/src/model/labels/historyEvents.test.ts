import { describe, expect, it } from "vitest";
import { agentOf, changesOf, detailsOf, isStatement, withoutObject } from "./historyEvents";

it("writes categories as words", () => {
  const after = { categories: ["information-disclosure", "tampering"], description: "", seq: 7 };
  expect(changesOf(null, after)).toEqual([
    { field: "Categories", before: null, after: "Information disclosure, Tampering" },
  ]);
});

it("writes people by name, and threats and mitigations by number", () => {
  const before = { owner: null, mitigations: [1], duplicate_of: null, waiting_for: null };
  const person = { id: "0b8c", name: "Ada" };
  const after = {
    owner: person,
    mitigations: [1, 3],
    duplicate_of: 7,
    waiting_for: { ...person, thread: "9f2e" },
  };
  expect(changesOf(before, after).map(({ field, after }) => [field, after])).toEqual([
    ["Owner", "Ada"],
    ["Mitigations", "M1, M3"],
    ["Duplicate of", "T7"],
    ["Waiting for", "Ada"],
  ]);
});

it("tells a decision once", () => {
  const before = { decided: "open", status: "open" };
  const after = { decided: "not-applicable", status: "not-applicable" };
  expect(changesOf(before, after).map(({ field }) => field)).toEqual(["Status"]);
  const summed = changesOf({}, { decided: "not-applicable" });
  expect(summed).toEqual([{ field: "Status", before: null, after: "Not applicable" }]);
});

it("tells how many threats an analysis found from which threats were meant", () => {
  expect(changesOf({}, { threats: 76 })).toEqual([{ field: "Threats", before: null, after: "76" }]);
  expect(changesOf({}, { threats: [7, 6] }).map(({ after }) => after)).toEqual(["T7, T6"]);
});

const proposed = {
  subject_type: "proposal",
  token: "Pipeline",
  before: {},
  after: {
    kind: "answer",
    proposal: "5d56",
    title: "web: Root = no",
    agent: "Coder 2",
    state: "pending",
  },
};

it("names the agent that proposed something, and of what else a token did nobody", () => {
  expect(agentOf(proposed)).toBe("Coder 2");
  expect(agentOf({ ...proposed, after: { agent: "" } })).toBe("Pipeline");
  expect(agentOf({ ...proposed, token: "" })).toBeNull();
  expect(agentOf({ ...proposed, subject_type: "threat" })).toBeNull();
});

it("lists the title of a proposal, and its agent where a person decided it", () => {
  const fields = (event: typeof proposed) => detailsOf(event).map(({ field }) => field);

  expect(fields(proposed)).toEqual(["Title"]);
  expect(fields({ ...proposed, token: "" })).toEqual(["Title", "Agent"]);
});

describe("what has become of a threat", () => {
  it("is said of the threat, and not of who brought it about", () => {
    expect(isStatement("is mitigated")).toBe(true);
    expect(isStatement("decided")).toBe(false);
  });

  it("needs no preposition where the threat goes without saying", () => {
    expect(withoutObject("answered the question about")).toBe("answered the question");
    expect(withoutObject("accepted the risk")).toBe("accepted the risk");
  });
});
