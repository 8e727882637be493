/** Deletes one relation where it is listed; what is selected stays. */
import type { SnapshotRelation } from "@/model/graph/snapshot";
import { undoToast } from "@/ui/undoToast";
import type { ActionTarget } from "./types";

export function deleteRelation(editor: ActionTarget, relation: SnapshotRelation): void {
  const name = (uid: string): string => editor.tree.byUid.get(uid)?.name ?? uid;
  const between = `${name(relation.source)} and ${name(relation.target)}`;
  editor.edit([{ op: "del", on: "relation", ...relation }], `Delete the relation of ${between}`);
  undoToast(`The relation of ${between} is deleted`, editor.document.undo);
}
