import { around } from "@/geometry/geometry";
import { fragmentOf, pasted } from "@/model/canvas/clipboard";
import { placeOf } from "@/model/canvas/editSnapshot";
import { hasElements, nameOf, selectedElements } from "./selectionQueries";
import type { EditorAction } from "./types";

/** Far enough to see that there are two. */
const BESIDE = 32;

export const duplicateSelection: EditorAction = {
  label: "Duplicate",
  keys: ["mod+d"],
  edits: true,
  applies: hasElements,
  run: (editor) => {
    const uids = selectedElements(editor);
    const [first = ""] = uids;
    const label = `Duplicate ${nameOf(editor, uids)}`;
    void editor.readFacts(editor.editSnapshot, uids).then((facts) => {
      const fragment = fragmentOf(editor.model, editor.editSnapshot, uids, facts);
      const { x, y, width, height } = around(uids.map((uid) => placeOf(editor.editSnapshot, uid)));
      const at = { x: x + width / 2 + BESIDE, y: y + height / 2 + BESIDE };
      const parent = editor.tree.byUid.get(first)?.parent ?? null;
      const { ops, roots } = pasted(editor.editSnapshot, fragment, {
        parent,
        at,
        model: editor.model,
      });
      editor.edit(ops, label);
      editor.selectMany(roots);
      editor.view.bringInSight(roots);
    });
  },
};
