import { expect, it } from "vitest";
import { questionProgress } from "./questionProgress";

it("counts what is answered of what was asked, and what answers led to beside it", () => {
  expect(
    questionProgress({ questions_open: 12, questions_answered: 30, questions_asked: 40 }),
  ).toEqual({
    percent: 75,
    words: "30 of 40 questions answered",
    followUps: "2 more from answers",
  });
});

it("has no follow-ups where every open question counts as asked", () => {
  const { followUps } = questionProgress({
    questions_open: 10,
    questions_answered: 1_234,
    questions_asked: 1_244,
  });
  expect(followUps).toBe("");
});

it("starts at nothing where nothing was asked", () => {
  expect(
    questionProgress({ questions_open: 0, questions_answered: 0, questions_asked: 0 }).percent,
  ).toBe(0);
});
