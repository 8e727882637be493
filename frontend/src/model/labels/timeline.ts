/** The time line of changes as pages show it. */

import type { ChangeLine } from "@/api/types";

type Origin = ChangeLine["origin"];

export const ORIGINS: Readonly<Record<Origin, string>> = {
  person: "Edit",
  decision: "Answer",
  import: "Import",
  layout: "Layout",
  undo: "Undo",
  restore: "Restore",
};

/** Return the states before and after a line, as comparisons name them. */
export function statesAround(line: Pick<ChangeLine, "seq" | "first_seq">): {
  before: string;
  after: string;
} {
  return { before: String(line.first_seq - 1), after: String(line.seq) };
}

/** Return "in 14 steps" for what is more than one change. */
export function steps(line: Pick<ChangeLine, "changes">): string {
  return line.changes > 1 ? `in ${line.changes} steps` : "";
}
