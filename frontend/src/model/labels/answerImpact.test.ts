import { expect, it } from "vitest";
import { answerImpact, worstRaised } from "./answerImpact";

it.each([
  [{}, "", null],
  [{ critical: 1 }, "could raise 1 critical threat", "critical"],
  [{ high: 3 }, "could raise 3 high threats", "high"],
  [{ medium: 1, low: 1 }, "could raise 1 medium and 1 low threats", "medium"],
  [{ high: 3, medium: 2, low: 4 }, "could raise 3 high, 2 medium and 4 low threats", "high"],
  [
    { critical: 1, high: 3, medium: 2, low: 4 },
    "could raise 1 critical, 3 high and 6 lower threats",
    "critical",
  ],
] as const)("says what %o may lead to", (counts, words, worst) => {
  expect(answerImpact(counts)).toBe(words);
  expect(worstRaised(counts)).toBe(worst);
});
