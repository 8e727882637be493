/** Moving the keyboard's focus between and within the columns of the analysis screen. */

const FOCUSABLE = "[tabindex='0'], button:not([disabled]), a[href], input";

/** Focus the chosen row of a list column, or the first control of another. */
export function focusColumn(column: number): void {
  const root = document.querySelector(`[data-column="${column}"]`);
  const row = root?.querySelector<HTMLElement>("[role=option][tabindex='0']");
  (row ?? root?.querySelector<HTMLElement>(FOCUSABLE))?.focus();
}

/** Focus the control after (1) or before (-1) the focused one; false when there is none. */
export function stepFocus(root: HTMLElement, step: 1 | -1): boolean {
  const controls = [...root.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const at = controls.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? undefined : controls[at + step];
  next?.focus();
  return next !== undefined;
}
