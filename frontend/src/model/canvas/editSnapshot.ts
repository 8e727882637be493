/** The drawing as it is when an edit begins. */
import type { Rect } from "@/geometry/geometry";
import type { Kinds } from "@/model/graph/elementKinds";
import type { Snapshot, Tree } from "@/model/graph/snapshot";
import type { Placement } from "./layoutPlacement";

/** The drawing as it is when an edit begins. */
export interface EditSnapshot {
  snapshot: Snapshot;
  tree: Tree;
  kinds: Kinds;
  placement: Placement;
}

/** Return where an element is seen; one that is not drawn, where it is stored. */
export function placeOf({ placement }: EditSnapshot, uid: string): Rect {
  return (placement.shown.get(uid) ?? placement.stored.get(uid)) as Rect;
}
