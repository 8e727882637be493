/** What others have selected: a frame around an element, or a mark on a flow, with their names. */
import { useStore } from "@xyflow/react";
import { namesOf } from "@/collab/participants";
import type { Participant } from "@/collab/protocol";
import { lineBetween } from "@/edgeRouting/edgeRouting";
import { useCanvasState } from "@/entities/drawing/CanvasContext";
import { personColor } from "@/entities/people/personColor";
import type { Rect } from "@/geometry/geometry";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { rectOfNode } from "@/model/canvas/canvasNodes";
import { rectOf } from "./nodeRect";
import classes from "./presence.module.css";

interface PeerSelectionProps {
  uid: string;
  people: readonly Participant[];
  /** Who is giving it another name at the moment. */
  writer: Participant | undefined;
  edges: readonly CanvasEdge[];
}

export function PeerSelection({ uid, people, writer, edges }: PeerSelectionProps) {
  const node = useNodeRect(uid);
  const edge = node ? undefined : edges.find((one) => one.id === uid);
  const from = useNodeRect(edge?.source ?? "");
  const to = useNodeRect(edge?.target ?? "");
  const [first] = people;
  if (!first) return null;
  const words = writer ? `${writer.name} is renaming this` : namesOf(people);
  const tag = <span className={classes.tag}>{words}</span>;
  if (node) {
    const { x, y, width, height } = node;
    const style = { ...personColor(first), transform: `translate(${x}px, ${y}px)`, width, height };
    return (
      <div className={classes.selected} style={style}>
        {tag}
      </div>
    );
  }
  if (!from || !to || edge?.type !== "flow") return null;
  const { x, y } = lineBetween(from, to, edge.data).middle;
  const style = { ...personColor(first), transform: `translate(${x}px, ${y}px)` };
  return (
    <div className={classes.selectedFlow} style={style}>
      {tag}
    </div>
  );
}

/** The place of a node while it is drawn; where it is mounted, it follows the node when that is dragged. */
function useNodeRect(uid: string): Rect | null {
  const parts = useCanvasState();
  return useStore(
    (store) => rectOf(store.nodeLookup.get(uid)) ?? placeOf(parts.drawn.get(uid)),
    (before, now) =>
      before?.x === now?.x &&
      before?.y === now?.y &&
      before?.width === now?.width &&
      before?.height === now?.height,
  );
}

function placeOf(node: CanvasNode | undefined): Rect | null {
  return node ? rectOfNode(node) : null;
}
