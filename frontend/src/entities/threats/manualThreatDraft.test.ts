import { describe, expect, it } from "vitest";
import type { ThreatDetail } from "@/api/types";
import {
  bodyOf,
  draftDifferences,
  draftOf,
  emptyDraft,
  isComplete,
  WHOLE_MODEL,
} from "./manualThreatDraft";

const THREAT = {
  subject: { type: "flow", uid: "flow:a->b", name: "a → b" },
  title: "Replies are forged",
  why: "No signature.",
  categories: ["spoofing"],
  severity: "high",
  references: [{ id: "cwe:CWE-290" }, { id: "https://example.com/" }],
} as unknown as ThreatDetail;

describe("a draft of a manual threat", () => {
  it("sends back what it was read from", () => {
    expect(bodyOf(draftOf(THREAT))).toEqual({
      ...{
        on: "flow",
        uid: "flow:a->b",
        title: "Replies are forged",
        description: "No signature.",
      },
      ...{ categories: ["spoofing"], severity: "high" },
      references: ["cwe:CWE-290", "https://example.com/"],
    });
  });

  it("takes each line as a link", () => {
    const draft = {
      ...emptyDraft(WHOLE_MODEL),
      links: " https://a.example/\n\nhttps://b.example/ ",
    };

    expect(bodyOf(draft).references).toEqual(["https://a.example/", "https://b.example/"]);
  });

  it("needs a title and a category", () => {
    const draft = emptyDraft(WHOLE_MODEL);

    expect(isComplete({ ...draft, title: "x" })).toBe(false);
    expect(isComplete({ ...draft, categories: ["spoofing"], title: " " })).toBe(false);
    expect(isComplete({ ...draft, categories: ["spoofing"], title: "x" })).toBe(true);
  });

  it("says in which fields it differs from another", () => {
    const theirs = draftOf(THREAT);

    expect(draftDifferences({ ...theirs, severity: "low", title: "Mine" }, theirs)).toEqual([
      { field: "Title", mine: "Mine", theirs: "Replies are forged" },
      { field: "Severity", mine: "Low", theirs: "High" },
    ]);
    expect(draftDifferences(theirs, theirs)).toEqual([]);
  });
});
