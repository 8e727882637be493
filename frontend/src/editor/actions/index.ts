/** Every action of the editor, in the order of the list of shortcuts. */
import { clearSelection } from "./clearSelection";
import { findElement } from "./findElement";
import { fitAll } from "./fitAll";
import { redo } from "./redo";
import { revealSelection } from "./revealSelection";
import { toggleOutline } from "./toggleOutline";
import type { EditorAction } from "./types";
import { undo } from "./undo";
import { zoomIn } from "./zoomIn";
import { zoomOut } from "./zoomOut";

export const EDITOR_ACTIONS: readonly EditorAction[] = [
  undo,
  redo,
  findElement,
  fitAll,
  revealSelection,
  zoomIn,
  zoomOut,
  toggleOutline,
  clearSelection,
];
