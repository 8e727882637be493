/** The flows and relations of the drawing: between boundaries and workloads, the chosen one above everything. */
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import { type CanvasEdge, type CanvasNode, rectOfNode } from "../../model/canvas";
import { around, type Rect, touches } from "../../model/geometry";
import { isCulled } from "../../model/sight";
import { useNear } from "../useNear";
import classes from "./edge.module.css";
import { FlowLine } from "./FlowLine";
import { RelationLine } from "./RelationLine";

interface LinesProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
  /** They change with every frame, above the picture of what is dragged. */
  moving?: boolean;
}

export const Lines = memo(function Lines({ nodes, edges, moving }: LinesProps) {
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, rectOfNode(node)])), [nodes]);
  const all = edges.flatMap((edge): Drawn[] => {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    return from && to ? [{ edge, from, to }] : [];
  });
  const near = useNear(isCulled(all.length));
  const drawn = near ? all.filter(({ from, to }) => touches(around([from, to]), near)) : all;
  const isTop = ({ edge }: Drawn): boolean => edge.selected === true;
  return (
    <ViewportPortal>
      <svg className={classes.lines} data-moving={moving} aria-hidden="true">
        {drawn.filter((one) => !isTop(one)).map((one) => lineOf(one))}
      </svg>
      <svg className={classes.lines} data-top="" aria-hidden="true">
        {drawn.filter(isTop).map((one) => lineOf(one))}
      </svg>
    </ViewportPortal>
  );
});

interface Drawn {
  edge: CanvasEdge;
  from: Rect;
  to: Rect;
}

function lineOf({ edge, from, to }: Drawn) {
  if (edge.type === "relation")
    return (
      <RelationLine
        key={edge.id}
        id={edge.id}
        from={from}
        to={to}
        data={edge.data}
        selected={edge.selected === true}
      />
    );
  return (
    <FlowLine
      key={edge.id}
      id={edge.id}
      from={from}
      to={to}
      data={edge.data}
      selected={edge.selected === true}
      dim={edge.className !== undefined}
    />
  );
}
