/** Every action of the editor, in the order of the list of shortcuts. */
import { addHere } from "./addElement";
import { alignSelection } from "./alignSelection";
import { clearFilters } from "./clearFilters";
import { clearSelection } from "./clearSelection";
import { connectSelection } from "./connectSelection";
import { copySelection, cutSelection } from "./copySelection";
import { deleteSelection } from "./deleteSelection";
import { distributeSelection } from "./distributeSelection";
import { duplicateSelection } from "./duplicateSelection";
import { filterFlowsFrom, filterFlowsTo } from "./filterFlowChains";
import { fitAll } from "./fitAll";
import { focusNextPane, focusPreviousPane } from "./focusNextPane";
import { layOutAll, layOutSelection } from "./layOut";
import { moveSelectionInto } from "./moveSelectionInto";
import { nudgeSelection } from "./nudgeSelection";
import { openElementSearch } from "./openElementSearch";
import { redo } from "./redo";
import { renameSelection } from "./renameSelection";
import { resizeSelection } from "./resizeSelection";
import { revealSelection } from "./revealSelection";
import { selectAll } from "./selectAll";
import { collapseMany, expandAll, toggleCollapse } from "./toggleCollapse";
import { toggleOutline } from "./toggleOutline";
import { togglePalette } from "./togglePalette";
import type { EditorAction } from "./types";
import { undo } from "./undo";
import { zoomIn } from "./zoomIn";
import { zoomOut } from "./zoomOut";
import { zoomToSelection } from "./zoomToSelection";

/** What is done with what is selected, as its menu lists it; a null parts groups. */
export const SELECTION_ACTIONS: readonly (EditorAction | null)[] = [
  renameSelection,
  connectSelection,
  moveSelectionInto,
  duplicateSelection,
  copySelection,
  cutSelection,
  null,
  toggleCollapse,
  zoomToSelection,
  filterFlowsTo,
  filterFlowsFrom,
  layOutSelection,
  null,
  deleteSelection,
];

export const ARRANGING_ACTIONS: readonly EditorAction[] = [
  ...alignSelection,
  ...distributeSelection,
];

export const EDITOR_ACTIONS: readonly EditorAction[] = [
  undo,
  redo,
  openElementSearch,
  fitAll,
  revealSelection,
  zoomToSelection,
  zoomIn,
  zoomOut,
  addHere,
  renameSelection,
  connectSelection,
  moveSelectionInto,
  duplicateSelection,
  copySelection,
  cutSelection,
  deleteSelection,
  selectAll,
  ...nudgeSelection,
  ...resizeSelection,
  ...ARRANGING_ACTIONS,
  layOutAll,
  layOutSelection,
  toggleCollapse,
  collapseMany,
  expandAll,
  filterFlowsTo,
  filterFlowsFrom,
  clearFilters,
  togglePalette,
  toggleOutline,
  focusNextPane,
  focusPreviousPane,
  clearSelection,
];
