import { expect, it } from "vitest";
import { draftOf, draftsOf, saveDraft } from "./commentDrafts";

it("keeps what a person has begun through an ended session, and shows it to nobody else", () => {
  draftsOf("anna");
  saveDraft("m1 model", "Who may");
  draftsOf(undefined);
  draftsOf("anna");
  expect(draftOf("m1 model")).toBe("Who may");

  draftsOf("ben");

  expect(draftOf("m1 model")).toBeUndefined();
});
