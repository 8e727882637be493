/** Pastes elements that were copied in this or another model. */
import { pasted, readFragment } from "@/model/canvas/clipboard";
import { toast } from "@/ui/toast";
import { selectedElements } from "./selectionQueries";
import type { ActionTarget } from "./types";

/** Return whether the text held elements; anything else is none of the canvas' business. */
export function paste(editor: ActionTarget, text: string): boolean {
  const fragment = readFragment(text, editor.editSnapshot.kinds);
  if (!fragment) return false;
  if (fragment.elements.length === 0) {
    toast.info("Nothing that was copied can be in this model");
    return true;
  }
  const { selection, view, model } = editor;
  const at = view.middle();
  const into = selection?.type === "element" ? selection.uid : holderOfAll(editor);
  const { ops, roots, left } = pasted(editor.editSnapshot, fragment, { parent: into, at, model });
  const count = fragment.elements.length;
  editor.edit(ops, `Paste ${count} ${count === 1 ? "element" : "elements"}`);
  editor.selectMany(roots);
  editor.view.bringInSight(roots);
  if (left !== "") toast.info(`Left behind, because this model does not have it: ${left}`);
  return true;
}

/** What holds all that is selected; null where nothing does. */
function holderOfAll(editor: ActionTarget): string | null {
  const holders = new Set(
    selectedElements(editor).map((uid) => editor.tree.byUid.get(uid)?.parent ?? null),
  );
  const [holder = null] = holders;
  return holders.size === 1 ? holder : null;
}
