/** An action of the editor: what a person does with a key, a button or from the list of shortcuts. */
import type { EditorState } from "../useEditor";

/** The part of the editor that actions work on. */
export type ActionTarget = Pick<
  EditorState,
  "document" | "snapshot" | "selection" | "select" | "view" | "openSearch" | "toggleOutline"
>;

export interface EditorAction {
  label: string;
  /** Keys as the registry of shortcuts writes them; the first is the one shown. */
  keys: readonly string[];
  run: (editor: ActionTarget) => void;
}
