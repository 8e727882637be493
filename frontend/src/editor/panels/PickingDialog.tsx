/** The list for what a person is choosing: the end of a flow, a place to move to, a kind to add. */
import { lookOf } from "../../model/kinds";
import { flowProblem, holdsAnything, nestingProblem } from "../../model/nesting";
import { paletteGroups } from "../../model/palette";
import { addAt, addElement } from "../actions/addElement";
import { connect } from "../actions/connectSelection";
import { moveInto } from "../actions/moveSelectionInto";
import type { Picking } from "../picking";
import type { EditorState } from "../useEditor";
import { elementItems } from "./elementItems";
import { Picker, type PickerItem } from "./Picker";

/** Stands for the canvas itself in the list of places. */
const CANVAS = "";

export function PickingDialog({ editor }: { editor: EditorState }) {
  const { picking, pick } = editor;
  if (!picking) return null;
  return (
    <Picker
      key={picking.type}
      {...wordsFor(editor, picking)}
      items={itemsFor(editor, picking)}
      onClose={() => pick(null)}
      onPick={(item) => {
        pick(null);
        finish(editor, picking, item.uid);
      }}
    />
  );
}

function wordsFor(editor: EditorState, picking: Picking) {
  if (picking.type === "connect") {
    const name = editor.tree.byUid.get(picking.from)?.name ?? "";
    return {
      label: `Connect ${name} to`,
      placeholder: `Connect ${name} to…`,
      listLabel: "Elements",
    };
  }
  if (picking.type === "into")
    return { label: "Move into", placeholder: "Move into…", listLabel: "Places" };
  const label = picking.from === null ? "Add an element" : "Add what the flow leads to";
  return { label, placeholder: `${label}…`, listLabel: "Kinds" };
}

function itemsFor(editor: EditorState, picking: Picking): PickerItem[] {
  const { tree, document } = editor;
  const { kinds } = document;
  if (picking.type === "connect") {
    const from = tree.byUid.get(picking.from);
    return elementItems(editor, (element) => flowProblem(kinds, from, element) === null);
  }
  if (picking.type === "into") {
    const places = elementItems(
      editor,
      (element) =>
        holdsAnything(kinds, element.kind) &&
        nestingProblem(kinds, tree, picking.uids, element) === null,
    );
    return [{ uid: CANVAS, name: "The canvas itself", kind: "boundary", place: "" }, ...places];
  }
  return paletteGroups(kinds).flatMap((group) =>
    group.kinds
      .filter((kind) => picking.from === null || lookOf(kinds, kind).exchanges)
      .map((kind) => ({ uid: kind, kind, name: lookOf(kinds, kind).label, place: group.label })),
  );
}

function finish(editor: EditorState, picking: Picking, chosen: string): void {
  if (picking.type === "connect") connect(editor, picking.from, chosen);
  else if (picking.type === "into")
    moveInto(editor, picking.uids, chosen === CANVAS ? null : chosen);
  else if (picking.from !== null) addAt(editor, chosen, picking.at, picking.from);
  else if (picking.here) addAt(editor, chosen, picking.at, null);
  else addElement(editor, chosen);
}
