/** Which action a key means on a row of the outline. */
import { keyName } from "@/ui/shortcuts";
import { SELECTION_ACTIONS } from "../actions";
import type { EditorAction } from "../actions/types";

export function actionFor(event: KeyboardEvent): EditorAction | null {
  if (event.altKey) return null;
  const key = keyName(event);
  return SELECTION_ACTIONS.find((action) => action?.keys.includes(key)) ?? null;
}
