import { fragmentOf, fragmentText } from "../../model/clipboard";
import { toast } from "../../ui/toast";
import { clipboard } from "../clipboard";
import { chosenElements, hasElements, isOnDrawing, nameOf } from "./chosen";
import { deleteSelection } from "./deleteSelection";
import type { ActionTarget, EditorAction } from "./types";

export const copySelection: EditorAction = {
  label: "Copy",
  keys: ["mod+c"],
  applies: canCopy,
  run: (editor) => void copy(editor),
};

export const cutSelection: EditorAction = {
  label: "Cut",
  keys: ["mod+x"],
  edits: true,
  applies: canCopy,
  run: (editor) => void copy(editor).then((done) => done && deleteSelection.run(editor)),
};

/** Text that is marked on the page is what a person means to copy. */
function canCopy(editor: ActionTarget): boolean {
  const marked = window.getSelection()?.toString() ?? "";
  return hasElements(editor) && isOnDrawing() && marked === "";
}

async function copy(editor: ActionTarget): Promise<boolean> {
  const uids = chosenElements(editor);
  try {
    const facts = await editor.readFacts(editor.board, uids);
    await clipboard.write(fragmentText(fragmentOf(editor.model, editor.board, uids, facts)));
    editor.announce(`${nameOf(editor, uids)} copied`);
    return true;
  } catch (error) {
    toast.error(error);
    return false;
  }
}
