/** What one can choose from when a data set is put somewhere. */

import type { DataSetRow } from "@/api/types";

/** The choice that makes a new one; no uid looks like this. */
export const CREATE = "+";

interface Choices {
  found: DataSetRow[];
  /** The name of the data set that would be made; null when one of that name is there. */
  create: string | null;
}

/** Return the data sets that hold the text and are not there already, and the one the text would make. */
export function choicesFor(
  text: string,
  all: readonly DataSetRow[],
  held: readonly DataSetRow[],
): Choices {
  const name = text.trim();
  const words = name.toLowerCase();
  const there = new Set(held.map((one) => one.uid));
  const found = all.filter((one) => !there.has(one.uid) && one.name.toLowerCase().includes(words));
  const taken = all.some((one) => one.name.toLowerCase() === words);
  return { found, create: name === "" || taken ? null : name };
}
