/** Moves the focus to the card after or before this one. */
export function focusAdjacentCard(row: Element, by: 1 | -1): void {
  const next = by === 1 ? row.nextElementSibling : row.previousElementSibling;
  if (next instanceof HTMLElement) next.focus();
}
