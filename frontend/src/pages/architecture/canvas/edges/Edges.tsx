/** The flows and relations of the drawing: between boundaries and workloads, the chosen one above everything. */
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import { useCanvasState, useObservable } from "@/entities/drawing/CanvasContext";
import classes from "@/entities/drawing/edges/edge.module.css";
import { FlowsInsideWorkloads } from "@/entities/drawing/edges/FlowsInsideWorkloads";
import { around, type Rect, touches } from "@/geometry/geometry";
import type { CanvasEdge, FlowCanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { rectOfNode } from "@/model/canvas/canvasNodes";
import { isCulled } from "@/model/canvas/virtualization";
import { FlowEdge, type FlowEdgeProps } from "./FlowEdge";
import { FlowLabel } from "./FlowLabel";
import { RelationEdge } from "./RelationEdge";
import { useViewportArea } from "./useViewportArea";

interface EdgesProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
  /** They change with every frame, above the picture of what is dragged. */
  moving?: boolean;
}

export const Edges = memo(function Edges({ nodes, edges, moving }: EdgesProps) {
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, rectOfNode(node)])), [nodes]);
  const all = edges.flatMap((edge): Drawn[] => {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    return from && to ? [{ edge, source: edge.source, target: edge.target, from, to }] : [];
  });
  const near = useViewportArea(isCulled(all.length));
  const drawn = near ? all.filter(({ from, to }) => touches(around([from, to]), near)) : all;
  const top = drawn.filter(({ edge }) => edge.selected === true);
  const below = drawn.filter(({ edge }) => edge.selected !== true);
  return (
    <ViewportPortal>
      <svg className={classes.lines} data-moving={moving} aria-hidden="true">
        {below.map(edgeOf)}
        {!moving && below.map(labelOf)}
      </svg>
      {!moving && (
        <FlowsInsideWorkloads nodes={nodes} lines={below.filter(isFlow)}>
          {({ edge, ...ends }) => <FlowEdge key={edge.id} {...propsOf(edge, ends)} again />}
        </FlowsInsideWorkloads>
      )}
      <svg className={classes.lines} data-top="" aria-hidden="true">
        {top.map(edgeOf)}
        {top.map(labelOf)}
        <HoveredEdge drawn={drawn} />
      </svg>
    </ViewportPortal>
  );
});

/** The flow under the pointer once more, above everything, with its whole label. */
function HoveredEdge({ drawn }: { drawn: readonly Drawn[] }) {
  const uid = useObservable(useCanvasState().overLine);
  const one = uid === null ? undefined : drawn.find(({ edge }) => edge.id === uid);
  if (one?.edge.type !== "flow" || one.edge.selected) return null;
  const props = { ...propsOf(one.edge, one), hovered: true };
  return (
    <>
      <FlowEdge {...props} />
      <FlowLabel {...props} />
    </>
  );
}

interface Drawn {
  edge: CanvasEdge;
  source: string;
  target: string;
  from: Rect;
  to: Rect;
}

function isFlow(line: Drawn): line is Drawn & { edge: FlowCanvasEdge } {
  return line.edge.type === "flow";
}

function edgeOf({ edge, from, to }: Drawn) {
  if (edge.type === "relation")
    return (
      <RelationEdge
        key={edge.id}
        id={edge.id}
        from={from}
        to={to}
        data={edge.data}
        selected={edge.selected === true}
      />
    );
  return <FlowEdge key={edge.id} {...propsOf(edge, { from, to })} />;
}

function labelOf({ edge, from, to }: Drawn) {
  return edge.type === "flow" && <FlowLabel key={edge.id} {...propsOf(edge, { from, to })} />;
}

function propsOf(
  { id, data, selected, className }: FlowCanvasEdge,
  { from, to }: Pick<Drawn, "from" | "to">,
): FlowEdgeProps {
  return { id, from, to, data, selected: selected === true, dim: className !== undefined };
}
