import { expect, it } from "vitest";
import { stableOrder } from "./stableOrder";

const rowsOf = (...names: string[]) => names.map((name) => ({ name }));
const keep = (before: ReturnType<typeof stableOrder<{ name: string }>>, ...names: string[]) =>
  stableOrder(before, rowsOf(...names), ({ name }) => name);
const shown = (kept: ReturnType<typeof keep>) =>
  kept.map(({ row, gone }) => (gone ? `(${row.name})` : row.name));

it("keeps rows where they were when their order changes, and what is new comes last", () => {
  const first = keep([], "a", "b", "c");

  expect(shown(keep(first, "d", "c", "a", "b"))).toEqual(["a", "b", "c", "d"]);
});

it("keeps the place of what went, and gives it back when it returns", () => {
  const without = keep(keep([], "a", "b", "c"), "a", "c");

  expect(shown(without)).toEqual(["a", "(b)", "c"]);
  expect(shown(keep(without, "b", "a", "c"))).toEqual(["a", "b", "c"]);
});
