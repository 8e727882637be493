import type { EditorState } from "../editorState/editorState";

/** The part of the editor that actions work on. */
export type ActionTarget = Pick<
  EditorState,
  | "model"
  | "document"
  | "snapshot"
  | "tree"
  | "editSnapshot"
  | "canvas"
  | "collapsed"
  | "setCollapsed"
  | "selection"
  | "select"
  | "selected"
  | "selectMany"
  | "edit"
  | "announce"
  | "pick"
  | "offerConnections"
  | "rename"
  | "view"
  | "openSearch"
  | "outlineShown"
  | "toggleOutline"
  | "parts"
  | "togglePalette"
  | "readFacts"
  | "layOut"
  | "filters"
  | "setFilters"
  | "path"
>;

export interface EditorAction {
  label: string;
  /** Keys as the registry of shortcuts writes them; the first is the one shown. */
  keys: readonly string[];
  /** The key means this while one writes in a field, too. */
  inFields?: true;
  /** Changes the model: nothing for those who may only look. */
  edits?: true;
  /** Whether there is something to do; always, when it is left out. */
  applies?: (editor: ActionTarget) => boolean;
  run: (editor: ActionTarget) => void;
}
