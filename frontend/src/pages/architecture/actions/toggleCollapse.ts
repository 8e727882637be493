/** Collapses frames into a box with their number, or expands them again. */
import { worthCollapsing } from "@/model/canvas/visibility";
import { nameOf, selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const toggleCollapse: EditorAction = {
  label: "Collapse or expand",
  keys: ["x x"],
  applies: (editor) => frames(editor).length > 0,
  run: (editor) => toggledCollapse(editor, frames(editor)),
};

export const collapseMany: EditorAction = {
  label: "Collapse namespaces and workloads",
  keys: ["x c"],
  applies: (editor) => worthCollapsing(editor.tree).length > 0,
  run: (editor) => {
    const uids = worthCollapsing(editor.tree);
    editor.setCollapsed([...editor.collapsed, ...uids]);
    editor.announce(`${uids.length} boundaries collapsed`);
    // All of it moves together: what was in sight may be far away.
    editor.view.fit();
  },
};

export const expandAll: EditorAction = {
  label: "Expand everything",
  keys: ["x e"],
  applies: (editor) => editor.collapsed.size > 0,
  run: (editor) => {
    editor.setCollapsed([]);
    editor.announce("Everything expanded");
    editor.view.fit();
  },
};

type Collapsing = Pick<
  ActionTarget,
  "tree" | "collapsed" | "setCollapsed" | "announce" | "selected"
>;

/** Collapse those of the frames that are open; when none is, expand them. */
export function toggledCollapse(editor: Collapsing, uids: readonly string[]): void {
  const open = uids.filter((uid) => !editor.collapsed.has(uid));
  const rest = [...editor.collapsed].filter((uid) => !uids.includes(uid));
  editor.setCollapsed(open.length > 0 ? [...editor.collapsed, ...open] : rest);
  editor.announce(`${nameOf(editor, uids)} ${open.length > 0 ? "collapsed" : "expanded"}`);
}

function frames(editor: ActionTarget): string[] {
  return selectedElements(editor).filter((uid) => editor.tree.children.has(uid));
}
