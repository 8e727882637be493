import { describe, expect, it } from "vitest";
import type { Acceptance } from "@/api/types";
import { bodyOf, draftDifferences, draftOf, isComplete, newDraft } from "./acceptanceDraft";

const ANNA = { id: "a", name: "Anna", email: "anna@example.com" };
const ALICE = { id: "b", name: "Alice", email: "alice@example.com" };
const DAYS = { default_expires_on: "2030-04-10", latest_expires_on: "2031-01-10" };

describe("a request to accept risk", () => {
  it("begins with the severity, the default day, and the only approver there is", () => {
    const draft = newDraft({ approvers: [ANNA], ...DAYS }, "high");

    expect(draft).toMatchObject({
      residualRisk: "high",
      expiresOn: "2030-04-10",
      approvers: ["a"],
    });
    expect(newDraft({ approvers: [ANNA, ALICE], ...DAYS }, "high").approvers).toEqual([]);
  });

  it("is complete with a reason, a day and an approver", () => {
    const draft = newDraft({ approvers: [ANNA], ...DAYS }, "high");

    expect(isComplete(draft)).toBe(false);
    expect(isComplete({ ...draft, justification: " Replaced soon. " })).toBe(true);
    expect(isComplete({ ...draft, justification: "Replaced soon.", expiresOn: "" })).toBe(false);
    expect(bodyOf({ ...draft, justification: " Replaced soon. " }).justification).toBe(
      "Replaced soon.",
    );
  });

  it("names what two versions of it differ in", () => {
    const mine = draftOf({
      justification: "Mine",
      conditions: "",
      residual_risk: "low",
      expires_on: "2030-04-10",
      approvers: [ANNA],
    } as unknown as Acceptance);

    const differing = draftDifferences(mine, { ...mine, approvers: ["b"] }, [ANNA, ALICE]);

    expect(differing).toEqual([{ field: "Approvers", mine: "Anna", theirs: "Alice" }]);
  });
});
