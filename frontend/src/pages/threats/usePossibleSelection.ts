/** The possible threats that are selected: some by number, or all that the filter finds. */
import { useMemo, useState } from "react";

export interface PossibleSelection {
  numbers: readonly number[];
  /** All that the filter finds, also on other pages. */
  all: boolean;
  has: (number: number) => boolean;
  toggle: (number: number) => void;
  selectAll: () => void;
  clear: () => void;
}

const NONE: ReadonlySet<number> = new Set();

export function usePossibleSelection(): PossibleSelection {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(NONE);
  const [all, setAll] = useState(false);
  return useMemo(
    () => ({
      numbers: [...chosen],
      all,
      has: (number) => all || chosen.has(number),
      toggle: (number) => {
        setAll(false);
        setChosen((before) => toggled(before, number));
      },
      selectAll: () => setAll(true),
      clear: () => {
        setAll(false);
        setChosen(NONE);
      },
    }),
    [chosen, all],
  );
}

function toggled(before: ReadonlySet<number>, number: number): ReadonlySet<number> {
  const next = new Set(before);
  if (!next.delete(number)) next.add(number);
  return next;
}
