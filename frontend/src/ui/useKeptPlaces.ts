/** Keeps the rows of a list in their places for as long as it is shown. */
import { useRef } from "react";
import { type Kept, keptPlaces } from "./keptPlaces";

export function useKeptPlaces<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Kept<Row>[] {
  const before = useRef<readonly Kept<Row>[]>([]);
  before.current = keptPlaces(before.current, rows, keyOf);
  return before.current;
}
