/** Keeps the rows of a list in their places for as long as it is shown. */
import { useRef } from "react";
import { type StableRow, stableOrder } from "./stableOrder";

export function useStableOrder<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly StableRow<Row>[] {
  const before = useRef<readonly StableRow<Row>[]>([]);
  before.current = stableOrder(before.current, rows, keyOf);
  return before.current;
}
