/** What actions ask of the selection. */
import type { ActionTarget } from "./types";

type Chosen = Pick<ActionTarget, "selected" | "tree">;

/** Return the selected elements; a selected flow is none. */
export function selectedElements({ selected, tree }: Chosen): string[] {
  return selected.filter((uid) => tree.byUid.has(uid));
}

export function hasElements(editor: Chosen): boolean {
  return selectedElements(editor).length > 0;
}

/** Return "api", or "3 elements". */
export function nameOf({ tree }: Chosen, uids: readonly string[]): string {
  const [first = ""] = uids;
  const line = first.startsWith("relation:") ? "the relation" : "the flow";
  if (uids.length === 1) return tree.byUid.get(first)?.name ?? line;
  return `${uids.length} elements`;
}

/** Whether keys like the arrows are meant for the canvas: the focus is there, or on nothing but what is around it. */
export function isOnCanvas(): boolean {
  const focused = document.activeElement;
  // A click on the drawing gives the focus to the page's main part: nothing nearer takes it.
  if (!focused || focused.querySelector("[data-canvas]")) return true;
  return focused === document.body || focused.closest("[data-canvas]") !== null;
}

/** Whether the focus is on the canvas or in the outline beside it. */
export function isOnDrawing(): boolean {
  return isOnCanvas() || document.activeElement?.closest("[role=tree]") != null;
}
