import { expect, it } from "vitest";
import { dueText } from "./dueDates";

it("says how many days are left, or by how many a threat is overdue", () => {
  expect([4, 1, 0, -1, -3].map(dueText)).toEqual([
    "4 days left",
    "1 day left",
    "Due today",
    "Overdue by 1 day",
    "Overdue by 3 days",
  ]);
});
