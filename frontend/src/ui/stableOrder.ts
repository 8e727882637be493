/** Rows of a list that somebody works through: what is done stays in its place, what comes new is last. No React. */

export interface StableRow<Row> {
  row: Row;
  /** The list no longer has it. */
  gone: boolean;
}

/** Return the rows of now where they were before, with those that went. */
export function stableOrder<Row>(
  before: readonly StableRow<Row>[],
  now: readonly Row[],
  keyOf: (row: Row) => string,
): StableRow<Row>[] {
  const present = new Map(now.map((row) => [keyOf(row), row]));
  const kept = before.map(({ row }): StableRow<Row> => {
    const same = present.get(keyOf(row));
    present.delete(keyOf(row));
    return same === undefined ? { row, gone: true } : { row: same, gone: false };
  });
  return [...kept, ...[...present.values()].map((row) => ({ row, gone: false }))];
}
