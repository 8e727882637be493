/** What is selected on the canvas: looked up by id (as the address has it) or by uid (as the canvas has it). */
import {
  relationOf,
  relationUid,
  type Snapshot,
  type SnapshotElement,
  type SnapshotFlow,
  type SnapshotRelation,
} from "@/model/graph/snapshot";

export type Selection =
  | { type: "element"; uid: string; id: string; element: SnapshotElement }
  | { type: "flow"; uid: string; id: string; flow: SnapshotFlow }
  | { type: "relation"; uid: string; id: string; relation: SnapshotRelation };

/** Return what an id or a uid means, or null when the model has no such thing (any more). */
export function findSelection(snapshot: Snapshot, key: string): Selection | null {
  if (key === "") return null;
  const element = snapshot.elements.find((one) => !one.gone && (one.id === key || one.uid === key));
  if (element) return { type: "element", uid: element.uid, id: element.id, element };
  const flow = snapshot.flows.find((one) => !one.gone && (one.id === key || one.uid === key));
  if (flow) return { type: "flow", uid: flow.uid, id: flow.id, flow };
  const relation = relationOf(snapshot, key);
  const uid = relation ? relationUid(relation) : "";
  return relation && { type: "relation", uid, id: uid, relation };
}

/** Return the nodes the view should show for an element, a flow or a relation. */
export function revealed(snapshot: Snapshot, uid: string): string[] {
  const flow = snapshot.flows.find((one) => one.uid === uid);
  if (flow) return [flow.source, flow.destination];
  const relation = relationOf(snapshot, uid);
  return relation ? [relation.source, relation.target] : [uid];
}
