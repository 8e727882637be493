import { describe, expect, it } from "vitest";
import type { Proposal } from "@/api/types";
import {
  agentName,
  flowFacts,
  isLongText,
  personLabel,
  proposalsWaiting,
  proposalWords,
} from "./proposals";

const NOTHING = { title: "", answer: null, mitigation: null, flow: null };
const proposal = (parts: object) => ({ ...NOTHING, ...parts }) as unknown as Proposal;
const flow = {
  source: { name: "web" },
  destination: { name: "db" },
  facts: [
    { fact: "protocol", label: "Protocol", value: "postgresql" },
    { fact: "port", label: "Port", value: 5432 },
    { fact: "encrypted", label: "Encrypted", value: true },
  ],
};

describe("the words of a proposal", () => {
  it("name the fact of an answer and its value", () => {
    const answer = {
      subject: { name: "web" },
      fact: "read_only",
      label: "Read-only root filesystem",
      value: true,
    };

    expect(proposalWords(proposal({ kind: "answer", answer }))).toBe(
      "Answer: web · Read-only root filesystem = yes",
    );
  });

  it("name the threats of a mitigation", () => {
    const mitigation = { title: "Pin images", threats: [{ number: 12 }, { number: 14 }] };

    expect(proposalWords(proposal({ kind: "mitigation", mitigation }))).toBe(
      "Mitigation: Pin images for T12, T14",
    );
  });

  it("name the ends of a flow and what is said of it", () => {
    expect(proposalWords(proposal({ kind: "flow", flow }))).toBe(
      "Flow: web → db, postgresql, 5432, encrypted: yes",
    );
  });
});

it("says nothing of a flow without facts", () => {
  expect(flowFacts({ facts: [] })).toBe("");
});

it("names the token where the agent has no name", () => {
  const token = { id: null, name: "Agent of Ada" };

  expect(agentName({ agent: "Coder 2", token })).toBe("Coder 2");
  expect(agentName({ agent: "", token })).toBe("Agent of Ada");
});

it("names a person who is gone", () => {
  expect(personLabel(null)).toBe("a former member");
});

it("counts what waits", () => {
  expect([1, 1200].map(proposalsWaiting)).toEqual(["1 proposal waits", "1,200 proposals wait"]);
});

it("clamps texts of many characters or lines", () => {
  expect(isLongText("short\ntext")).toBe(false);
  expect(isLongText("a".repeat(300))).toBe(true);
  expect(isLongText("a\nb\nc\nd")).toBe(true);
});
