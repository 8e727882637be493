import { describe, expect, it } from "vitest";
import {
  isStored,
  pathsAskedIn,
  pathsToGoal,
  type Question,
  questionAddress,
  questionIn,
} from "./pathQuestions";

const TO_GOAL = { goal: "g1", target: "", targetLevel: "execute" } as const;
const TO_DATA = { goal: "", target: "compose:db", targetLevel: "read" } as const;
const FROM_ATTACKER = { attacker: "internet", source: "", sourceLevel: "execute" } as const;
const FROM_ELEMENT = { attacker: "", source: "compose:web", sourceLevel: "root" } as const;

describe("questions in the address", () => {
  const questions: Question[] = [
    { ask: "between", ...FROM_ATTACKER, ...TO_GOAL },
    { ask: "between", ...FROM_ELEMENT, ...TO_DATA },
    { ask: "impact", uid: "compose:web" },
    { ask: "leads-to", ...TO_GOAL },
    { ask: "leads-to", ...TO_DATA },
    { ask: "read", target: "compose:db" },
  ];

  it.each(questions)("are read as they were written: $ask", (question) => {
    expect(questionIn(questionAddress(question))).toEqual(question);
  });

  it("are none while a part is missing", () => {
    const parts = [
      {},
      { ask: "between", attacker: "internet" },
      { ask: "between", goal: "g1" },
      { ask: "impact" },
      { ask: "leads-to" },
      { ask: "read", goal: "g1" },
      { ask: "other", goal: "g1", attacker: "internet" },
    ];

    expect(parts.map(questionIn)).toEqual(parts.map(() => null));
  });

  it("take an unknown level for the usual one", () => {
    expect(questionIn({ ask: "leads-to", target: "x", target_level: "wings" })).toMatchObject({
      targetLevel: "execute",
    });
  });
});

describe("the paths that are asked for", () => {
  it("start at the element where the address names an attacker as well", () => {
    const asked = pathsAskedIn({ attacker: "internet", source: "compose:web", goal: "g1" });

    expect(asked).toMatchObject({ attacker: "", source: "compose:web", goal: "g1" });
  });

  it("are stored when they lead from attackers to a goal", () => {
    expect(isStored(pathsToGoal("g1", "internet"))).toBe(true);
    expect(isStored({ ...FROM_ELEMENT, ...TO_GOAL })).toBe(false);
    expect(isStored({ ...FROM_ATTACKER, ...TO_DATA })).toBe(false);
  });
});
