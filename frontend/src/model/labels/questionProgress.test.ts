import { expect, it } from "vitest";
import { questionProgress } from "./questionProgress";

it("names figures that add up, and which open ones the bar leaves out", () => {
  expect(
    questionProgress({
      questions_open: 12,
      questions_answered: 30,
      questions_asked: 42,
      questions_follow_up: 2,
    }),
  ).toEqual({
    percent: 75,
    words: "30 of 42 questions answered, 12 open",
    followUps:
      "2 of the open ones came up through answers. The bar counts them once answered, so no answer lowers it.",
  });
});

it("says nothing of follow-ups where there are none", () => {
  const { followUps } = questionProgress({
    questions_open: 10,
    questions_answered: 1_234,
    questions_asked: 1_244,
    questions_follow_up: 0,
  });
  expect(followUps).toBe("");
});

it("is full where only follow-ups are open", () => {
  const { percent, followUps } = questionProgress({
    questions_open: 1,
    questions_answered: 4,
    questions_asked: 5,
    questions_follow_up: 1,
  });
  expect(percent).toBe(100);
  expect(followUps).toContain("1 open one came up");
});

it("starts at nothing where nothing was asked", () => {
  const none = {
    questions_open: 0,
    questions_answered: 0,
    questions_asked: 0,
    questions_follow_up: 0,
  };
  expect(questionProgress(none).percent).toBe(0);
});
