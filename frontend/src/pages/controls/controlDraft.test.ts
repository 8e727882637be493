import { describe, expect, it } from "vitest";
import type { ControlDetail } from "@/api/types";
import { controlId, draftOf, EMPTY_DRAFT, errorsByField, trimmed } from "./controlDraft";

describe("a control while it is written", () => {
  it("loses the white space around its words", () => {
    const draft = {
      ...EMPTY_DRAFT,
      title: " Ask ",
      how: "\nOpen a ticket. ",
      verify: " It is closed.",
    };

    expect(trimmed(draft)).toMatchObject({
      title: "Ask",
      how: "Open a ticket.",
      verify: "It is closed.",
    });
    expect(controlId(draft)).toBe("team-ask");
  });

  it("begins with what is known of the one it copies", () => {
    const reference = { id: "cwe:CWE-250", label: "CWE-250", title: "", url: "" };
    const known = { ...EMPTY_DRAFT, title: "Ask", references: [reference] } as unknown;

    expect(draftOf(known as ControlDetail)).toEqual({
      ...EMPTY_DRAFT,
      title: "Ask",
      references: ["cwe:CWE-250"],
    });
  });

  it("finds the field that a refusal belongs to; a taken id is the title's fault", () => {
    const errors = { id: ["Taken."], title: ["Too short."], how: ["Needed."], detail: ["Busy."] };

    expect(errorsByField(errors)).toEqual({
      title: "Taken. Too short.",
      how: "Needed.",
      "": "Busy.",
    });
  });
});
