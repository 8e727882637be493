import { expect, it } from "vitest";
import type { RiskMatrix } from "@/api/types";
import { matrixDifferences, withFewerLevels, withMoreLevels, withNextLevel } from "./matrixDraft";

const NAMES = ["1", "2", "3", "4", "5"];
const MATRIX: RiskMatrix = {
  likelihoods: NAMES,
  impacts: NAMES,
  levels: [
    { name: "Low", color: "green" },
    { name: "High", color: "orange" },
    { name: "Critical", color: "red" },
  ],
  cells: NAMES.map((_, y) => NAMES.map((__, x) => Math.min(2, Math.floor((x + y) / 3)))),
  appetite: 2,
};

it("a cell goes through the levels and begins again", () => {
  const once = withNextLevel(MATRIX, 4, 4);

  expect(once.cells[4]?.[4]).toBe(0);
  expect(withNextLevel(once, 4, 4).cells[4]?.[4]).toBe(1);
  expect(once.cells[0]).toEqual(MATRIX.cells[0]);
});

it("without its highest level, cells and appetite take the one below, down to two levels", () => {
  const two = withFewerLevels(MATRIX);

  expect(Math.max(...two.cells.flat())).toBe(1);
  expect(two.appetite).toBe(1);
  expect(withFewerLevels(two)).toBe(two);
});

it("a new level has a color of its own, as long as there are any", () => {
  let matrix = MATRIX;
  for (let more = 0; more < 5; more += 1) matrix = withMoreLevels(matrix);

  expect(matrix.levels).toHaveLength(6);
  expect(new Set(matrix.levels.map(({ color }) => color)).size).toBe(6);
});

it("says in words where two versions differ", () => {
  expect(matrixDifferences(MATRIX, MATRIX)).toEqual([]);
  expect(matrixDifferences(MATRIX, { ...MATRIX, appetite: 0 })).toEqual([
    { field: "Appetite", mine: "Critical", theirs: "Low" },
  ]);
});
