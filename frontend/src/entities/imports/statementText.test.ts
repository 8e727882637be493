import { describe, expect, it } from "vitest";
import {
  outcomeText,
  sectionLabel,
  statementsResultText,
  statementsSummary,
} from "./statementText";

describe("the summary of bulkhead.yaml", () => {
  it("counts changes and conflicts apart", () => {
    expect(statementsSummary({ count: 4, conflicts: 1, base_known: true })).toBe(
      "bulkhead.yaml: 3 changes, 1 conflict.",
    );
  });

  it("names conflicts alone where nothing else changes", () => {
    expect(statementsSummary({ count: 2, conflicts: 2, base_known: true })).toBe(
      "bulkhead.yaml: 2 conflicts.",
    );
  });

  it("says so when nothing would change", () => {
    expect(statementsSummary({ count: 0, conflicts: 0, base_known: true })).toBe(
      "bulkhead.yaml says what the model says already.",
    );
  });

  it("says that nothing is removed without a known base", () => {
    expect(statementsSummary({ count: 1, conflicts: 0, base_known: false })).toContain(
      "nothing is removed",
    );
  });
});

describe("the result of an import of bulkhead.yaml", () => {
  it("names what changed and what was kept", () => {
    expect(statementsResultText({ architecture: 1, decisions: 2, conflicts: 3 })).toBe(
      "bulkhead.yaml: 1 element or flow and 2 decisions changed; 3 conflicts kept as the model had it.",
    );
    expect(statementsResultText({ conflicts: 0 })).toBe("bulkhead.yaml: nothing changed.");
  });
});

describe("the outcome of an import", () => {
  it("tells files and statements apart", () => {
    const statements = { decisions: 1, conflicts: 0 };

    expect(outcomeText({ statements })).toBe("bulkhead.yaml: 1 decision changed.");
    expect(outcomeText({ elements: 3, added: 3, statements })).toBe(
      "3 added; bulkhead.yaml: 1 decision changed.",
    );
    expect(outcomeText({ elements: 3 })).toBe("Nothing changed");
  });
});

it("calls sections by what they hold", () => {
  expect(sectionLabel("manual_threats")).toBe("Manual threat");
});
