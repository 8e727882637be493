/** What is selected on the canvas: looked up by id (as the address has it) or by uid (as the canvas has it). */
import type { Snapshot, SnapshotElement, SnapshotFlow } from "../model/snapshot";

export type Selection =
  | { type: "element"; uid: string; id: string; element: SnapshotElement }
  | { type: "flow"; uid: string; id: string; flow: SnapshotFlow };

/** Return what an id or a uid means, or null when the model has no such thing (any more). */
export function findSelection(snapshot: Snapshot, key: string): Selection | null {
  if (key === "") return null;
  const element = snapshot.elements.find((one) => !one.gone && (one.id === key || one.uid === key));
  if (element) return { type: "element", uid: element.uid, id: element.id, element };
  const flow = snapshot.flows.find((one) => !one.gone && (one.id === key || one.uid === key));
  return flow ? { type: "flow", uid: flow.uid, id: flow.id, flow } : null;
}

/** Return the nodes the view should show for an element or flow. */
export function revealed(snapshot: Snapshot, uid: string): string[] {
  const flow = snapshot.flows.find((one) => one.uid === uid);
  return flow ? [flow.source, flow.destination] : [uid];
}
