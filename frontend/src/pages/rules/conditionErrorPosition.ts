/** The place that a message about a condition names, as "Line 2, column 7: …" (engine/library/cel_errors.py). */

export interface ErrorPosition {
  /** The whole line, and how many signs stand before the place. */
  text: string;
  before: number;
  /** Counted from the start of the condition. */
  offset: number;
}

/** Return the place in the condition, or null when the message names none or the condition has changed since. */
export function conditionErrorPosition(message: string, condition: string): ErrorPosition | null {
  const named = /^Line (\d+), column (\d+):/.exec(message);
  if (!named) return null;
  const lines = condition.split("\n");
  const line = Number(named[1]) - 1;
  const text = lines[line];
  const before = Number(named[2]) - 1;
  if (text === undefined || before > text.length) return null;
  const above = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  return { text, before, offset: above + before };
}
