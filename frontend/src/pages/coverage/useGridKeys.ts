/** Walks a grid with the arrow keys; only one of its cells is a stop of the Tab key. */
import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from "react";
import { moved, type Place } from "./coverageCells";

const FIRST: Place = { row: 0, column: 1 };

export function useGridKeys(
  frame: RefObject<HTMLElement | null>,
  size: { rows: number; columns: number },
) {
  const [wanted, setPlace] = useState<Place>(FIRST);
  const place = wanted.row < size.rows && wanted.column < size.columns ? wanted : FIRST;
  const focus = (to: Place): void => stopAt(frame.current, to)?.focus();
  return {
    place,
    focus,
    onFocus: (event: FocusEvent) => {
      const at = placeOf(event.target);
      if (at) setPlace(at);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const at = placeOf(event.target);
      const next = at && moved(at, event, size);
      if (!next) return;
      event.preventDefault();
      focus(next);
    },
  };
}

/** Return the link or button that stands for a cell. */
export function stopAt(frame: HTMLElement | null, { row, column }: Place): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`[data-place="${row}:${column}"]`) ?? null;
}

function placeOf(target: EventTarget): Place | null {
  const text = target instanceof HTMLElement ? target.dataset.place : undefined;
  if (!text) return null;
  const [row = 0, column = 0] = text.split(":").map(Number);
  return { row, column };
}
