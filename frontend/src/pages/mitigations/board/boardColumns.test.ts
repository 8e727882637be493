import { expect, it } from "vitest";
import type { BoardColumn, MitigationCard, MitigationStatus } from "@/api/types";
import { canMove, lockedBecause, nextStatus, shownColumns } from "./boardColumns";

const card = (number: number, status: MitigationStatus, due: string | null = null) =>
  ({ number, status, due }) as MitigationCard;

const column = (status: MitigationStatus, count: number, cards: MitigationCard[]) =>
  ({ status, count, cards }) as BoardColumn;

it("shows a card that is being moved in its new column, and counts it there", () => {
  const moving = card(2, "planned", "2026-12-01");
  const columns = [
    column("proposed", 30, [card(1, "proposed"), moving]),
    column("planned", 1, [card(3, "planned", "2026-12-24")]),
  ];

  const shown = shownColumns(columns);

  expect(shown.map(({ count }) => count)).toEqual([29, 2]);
  expect(shown.map(({ cards }) => cards.map(({ number }) => number))).toEqual([[1], [2, 3]]);
});

it("lets an editor move a card anywhere but into and out of verified", () => {
  expect(canMove("planned", "implemented", false)).toBe(true);
  expect(canMove("planned", "planned", false)).toBe(false);
  expect(canMove("implemented", "verified", false)).toBe(false);
  expect(canMove("verified", "planned", false)).toBe(false);
});

it("lets an approver verify by hand and take that back", () => {
  expect(canMove("implemented", "verified", true)).toBe(true);
  expect(canMove("verified", "in-progress", true)).toBe(true);
});

it("skips the column that takes no card when a card is moved by keys", () => {
  expect(nextStatus("implemented", 1, false)).toBe("rejected");
  expect(nextStatus("implemented", 1, true)).toBe("verified");
  expect(nextStatus("rejected", -1, false)).toBe("implemented");
  expect(nextStatus("proposed", -1, true)).toBeNull();
  expect(nextStatus("verified", -1, false)).toBeNull();
});

it("says why the column of verified ones is special", () => {
  expect(lockedBecause("planned", false)).toBe("");
  expect(lockedBecause("verified", false)).toContain("only an approver");
  expect(lockedBecause("verified", true)).toContain("note");
});
