import { fragmentOf, fragmentText } from "@/model/canvas/clipboard";
import { toast } from "@/ui/toast";
import { clipboard } from "./clipboard";
import { deleteSelection } from "./deleteSelection";
import { hasElements, isOnDrawing, nameOf, selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const copySelection: EditorAction = {
  label: "Copy",
  keys: ["mod+c"],
  applies: canCopy,
  run: (editor) => void clipboard.begin(() => copy(editor)),
};

export const cutSelection: EditorAction = {
  label: "Cut",
  keys: ["mod+x"],
  edits: true,
  applies: canCopy,
  run: (editor) => void clipboard.begin(() => cut(editor)),
};

/** Text that is marked on the page is what a person means to copy. */
function canCopy(editor: ActionTarget): boolean {
  const marked = window.getSelection()?.toString() ?? "";
  return hasElements(editor) && isOnDrawing() && marked === "";
}

/** Return what is on the clipboard then; "" where the facts could not be read. */
async function copy(editor: ActionTarget): Promise<string> {
  const uids = selectedElements(editor);
  try {
    const facts = await editor.readFacts(editor.editSnapshot, uids);
    const text = fragmentText(fragmentOf(editor.model, editor.editSnapshot, uids, facts));
    await clipboard.write(text);
    editor.announce(`${nameOf(editor, uids)} copied`);
    return text;
  } catch (error) {
    toast.error(error);
    return "";
  }
}

async function cut(editor: ActionTarget): Promise<string> {
  const text = await copy(editor);
  if (text !== "") deleteSelection.run(editor);
  return text;
}
