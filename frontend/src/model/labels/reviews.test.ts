import { describe, expect, it } from "vitest";
import type { Review, ReviewItem, ReviewStatus } from "@/api/types";
import {
  attends,
  changedText,
  clockText,
  itemAddress,
  itemLabel,
  progressText,
  secondsPerItem,
  shownItem,
} from "./reviews";

const item = (more: Partial<ReviewItem>): ReviewItem =>
  ({
    place: 0,
    kind: "threat",
    key: "12",
    cause: "",
    count: 1,
    state: "waiting",
    ...more,
  }) as ReviewItem;
const review = (more: Partial<Review>): Review =>
  ({ state: "running", position: 0, items: [item({}), item({ place: 1 })], ...more }) as Review;

describe("an item leads to its page", () => {
  it.each([
    [item({}), "/threats/12", {}],
    [item({ kind: "path", key: "ab12" }), "/attack-paths/ab12", {}],
    [item({ kind: "question", key: "image:web" }), "/review", { card: "image:web" }],
    [
      item({ count: 4, cause: "runs-as-root", severity: "high" }),
      "/threats",
      { cause: "runs-as-root", severity: "high", status: "open" },
    ],
  ])("%#", (one, path, search) => {
    expect(itemAddress(one)).toEqual({ path, search });
  });
});

it("is named by what it is and how many it stands for", () => {
  expect(itemLabel(item({}))).toBe("T12");
  expect(itemLabel(item({ count: 4 }))).toBe("4 threats");
  expect(itemLabel(item({ kind: "question", count: 1 }))).toBe("1 question");
  expect(itemLabel(item({ kind: "path", count: 3 }))).toBe("3 paths");
});

it("says where the review is", () => {
  expect(progressText(review({ position: 1 }))).toBe("Item 2 of 2");
  expect(progressText(review({ position: 2 }))).toBe("All 2 items shown");
  expect(shownItem(review({ position: 2 }))).toBeUndefined();
  const items = [item({ state: "discussed" }), item({ place: 1, state: "skipped" })];
  expect(progressText(review({ state: "ended", items }))).toBe("1 of 2 items discussed");
});

it("knows who attends at present", () => {
  const person = { id: "ana" } as Review["attendances"][number]["person"];
  const there = { person, joined_at: "", left_at: null, presented: false };

  expect(attends(review({ attendances: [there] }), "ana")).toBe(true);
  expect(attends(review({ attendances: [{ ...there, left_at: "now" }] }), "ana")).toBe(false);
  expect(attends(review({ attendances: [there] }), undefined)).toBe(false);
});

it("counts time", () => {
  expect([0, 65, 3_725].map(clockText)).toEqual(["0:00", "1:05", "1:02:05"]);
  expect(secondsPerItem(review({ planned_minutes: 60 }))).toBe(1_800);
  expect(secondsPerItem(review({ planned_minutes: null }))).toBeNull();
});

it("says what has changed since the sign-off", () => {
  const status = { approved: {}, changes_since: 1, threats_since: 2 } as ReviewStatus;

  expect(changedText(status)).toBe("1 change and 2 new threats since the sign-off");
  expect(changedText({ ...status, changes_since: 0, threats_since: 0 })).toBeNull();
  expect(changedText({ ...status, approved: null })).toBeNull();
});
