/** The list for what a person is choosing: the end of a flow, a place to move to, a kind to add. */

import { holdsAnything, nestingProblem } from "@/model/canvas/containmentRules";
import { connectionsBetween } from "@/model/canvas/possibleConnections";
import { connect, connectBy } from "../actions/connectSelection";
import { moveInto } from "../actions/moveSelectionInto";
import type { EditorState } from "../editorState/editorState";
import type { PickerRequest } from "../editorState/picker";
import { AddPicker } from "./AddPicker";
import { elementPickerItems } from "./elementPickerItems";
import { Picker, type PickerItem } from "./Picker";

/** Stands for the canvas itself in the list of places. */
const CANVAS = "";

export function EditorPickerDialog({ editor }: { editor: EditorState }) {
  const { picking, pick } = editor;
  if (!picking) return null;
  if (picking.type === "add") return <AddPicker editor={editor} adding={picking} />;
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

/** What exists already is chosen, unlike a kind to add. */
type Choosing = Exclude<PickerRequest, { type: "add" }>;

function wordsFor(editor: EditorState, picking: Choosing) {
  if (picking.type === "connect") {
    const name = editor.tree.byUid.get(picking.from)?.name ?? "";
    return {
      label: `Connect ${name} to`,
      placeholder: `Connect ${name} to…`,
      listLabel: "Elements",
    };
  }
  if (picking.type === "way")
    return { label: "How they are connected", placeholder: "How…", listLabel: "Ways" };
  return { label: "Move into", placeholder: "Move into…", listLabel: "Places" };
}

function itemsFor(editor: EditorState, picking: Choosing): PickerItem[] {
  const { tree, document } = editor;
  const { kinds } = document;
  if (picking.type === "connect") {
    const may = (uid: string): boolean =>
      connectionsBetween(editor.editSnapshot, picking.from, uid).length > 0;
    return elementPickerItems(editor, ({ uid }) => may(uid));
  }
  if (picking.type === "way") return waysBetween(editor, picking);
  const places = elementPickerItems(
    editor,
    (element) =>
      holdsAnything(kinds, element.kind) &&
      nestingProblem(kinds, tree, picking.uids, element) === null,
  );
  return [{ uid: CANVAS, name: "The canvas itself", kind: "boundary", place: "" }, ...places];
}

function finish(editor: EditorState, picking: Choosing, chosen: string): void {
  if (picking.type === "connect") connect(editor, picking.from, chosen, null);
  else if (picking.type === "way") connectAs(editor, picking, chosen);
  else moveInto(editor, picking.uids, chosen === CANVAS ? null : chosen);
}

type Way = Extract<PickerRequest, { type: "way" }>;

function waysBetween({ editSnapshot, tree }: EditorState, { from, to }: Way): PickerItem[] {
  const name = (uid: string): string => tree.byUid.get(uid)?.name ?? uid;
  return connectionsBetween(editSnapshot, from, to).map(({ type, label }) => ({
    uid: type,
    name: label,
    kind: type === "flow" ? "flow" : "relation",
    place: `${name(from)} → ${name(to)}`,
  }));
}

function connectAs(editor: EditorState, { from, to }: Way, chosen: string): void {
  const way = connectionsBetween(editor.editSnapshot, from, to).find(({ type }) => type === chosen);
  if (way) connectBy(editor, way, from, to);
}
