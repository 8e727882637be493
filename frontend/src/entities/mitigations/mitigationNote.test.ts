import { expect, it } from "vitest";
import type { Mitigation } from "@/api/types";
import { mitigationNote } from "./mitigationNote";

const DONE = {
  proof: "manual",
  control: null,
  verification_note: "",
  verified_by: null,
  verified_at: null,
  evidence_count: 0,
  threats: [{ number: 12, manual: true }],
} as unknown as Mitigation;
const CONFIRMED = { ...DONE, proof: "approver", verified_by: { name: "Anna" } } as Mitigation;

it("says why no import can verify what treats a threat that a person wrote", () => {
  expect(mitigationNote(DONE)?.text).toBe(
    "No import can verify it: T12 was written by a person, so no rule looks for it in the files. " +
      "It stays implemented until an approver or owner confirms it with evidence.",
  );
});

it("names the missing control or fact where a rule found the threat", () => {
  const threats = [{ number: 3, manual: false }] as Mitigation["threats"];
  const control = { id: "c", title: "C", known: true };

  expect(mitigationNote({ ...DONE, threats })?.text).toContain("names no control of the library");
  expect(mitigationNote({ ...DONE, threats, control })?.text).toContain("no file holds a fact");
});

it("names who confirmed it, when, and with which evidence", () => {
  const at = "2026-11-29T14:42:00Z";
  const note = { verification_note: "Looked at the host." };

  expect(
    mitigationNote({ ...CONFIRMED, ...note, verified_at: at, evidence_count: 2 })?.text,
  ).toMatch(/^Confirmed by Anna on Nov .*2026.*, with a note and 2 attachments\. No import/);
  expect(mitigationNote({ ...CONFIRMED, evidence_count: 1 })?.text).toContain("with 1 attachment.");
});

it("does not claim evidence that is not there", () => {
  expect(mitigationNote(CONFIRMED)?.text).toBe(
    "Confirmed by Anna, without evidence. No import has shown it.",
  );
});

it("is what the status says where an import verified it, and nothing before it is done", () => {
  expect(mitigationNote({ ...DONE, proof: "import" })?.text).toBe("Verified by an import.");
  expect(mitigationNote({ ...DONE, proof: "" })).toBeNull();
});
