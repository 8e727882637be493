/** Elements of the model as things to choose from. */
import { type Kinds, kindInfo, layerOf } from "@/model/graph/elementKinds";
import { ancestorsOf, type SnapshotElement, type Tree } from "@/model/graph/snapshot";
import type { EditorState } from "../editorState/editorState";
import type { PickerItem } from "./Picker";

export function elementPickerItems(
  { tree, document, hidden }: Pick<EditorState, "tree" | "document" | "hidden">,
  which: (element: SnapshotElement) => boolean = () => true,
): PickerItem[] {
  const isHidden = (layer: ReturnType<typeof layerOf>) => layer !== null && hidden.has(layer);
  return [...tree.byUid.values()].filter(which).map((element) => ({
    uid: element.uid,
    name: element.name,
    kind: element.kind,
    worst: element.worst,
    aside: isHidden(layerOf(element.kind)),
    place: placeOf(tree, element, document.kinds),
  }));
}

/** Return "Container in web, shop". */
function placeOf(tree: Tree, element: SnapshotElement, kinds: Kinds): string {
  const names = ancestorsOf(tree.byUid, element.uid)
    .slice(0, 2)
    .map((uid) => tree.byUid.get(uid)?.name);
  const label = kindInfo(kinds, element.kind).label;
  return names.length > 0 ? `${label} in ${names.join(", ")}` : label;
}
