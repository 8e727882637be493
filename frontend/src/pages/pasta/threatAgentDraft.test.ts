import { expect, it } from "vitest";
import type { AttackerProfile } from "@/api/types";
import { agentBody, agentDraftOf, EMPTY_AGENT, isAgentComplete } from "./threatAgentDraft";

const INTERNET = {
  id: "internet",
  name: "Anyone on the internet",
  about: "",
  motive: "",
  skill: "hard",
  resources: "",
  counts: false,
  enabled: true,
  start_rules: [{ id: "internet", title: "The internet" }],
  starts: [{ element: { uid: "compose:web" }, level: "execute" }],
} as unknown as AttackerProfile;

it("an edit keeps what the form does not show", () => {
  const draft = { ...agentDraftOf(INTERNET), motive: " Money " };

  expect(agentBody(INTERNET, draft)).toMatchObject({
    motive: "Money",
    counts: false,
    start_rules: ["internet"],
    starts: [{ uid: "compose:web", level: "execute" }],
  });
});

it("a new agent counts, and needs a name and a start", () => {
  const draft = { ...EMPTY_AGENT, name: "Thief" };

  expect(agentBody(null, draft)).toMatchObject({ counts: true, enabled: true });
  expect(isAgentComplete(null, draft)).toBe(false);
  expect(isAgentComplete(null, { ...draft, startRules: ["internet"] })).toBe(true);
  expect(isAgentComplete(INTERNET, { ...agentDraftOf(INTERNET), startRules: [] })).toBe(true);
});
