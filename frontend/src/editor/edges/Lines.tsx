/** The flows and relations of the drawing: between boundaries and workloads, the chosen one above everything. */
import { useStore, ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import {
  type CanvasEdge,
  type CanvasNode,
  rectOfNode,
  VISIBLE_ONLY_ABOVE,
} from "../../model/canvas";
import { around, type Rect, touches } from "../../model/geometry";
import classes from "./edge.module.css";
import { FlowLine } from "./FlowLine";
import { RelationLine } from "./RelationLine";

interface LinesProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
}

export const Lines = memo(function Lines({ nodes, edges }: LinesProps) {
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, rectOfNode(node)])), [nodes]);
  const all = edges.flatMap((edge): Drawn[] => {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    return from && to ? [{ edge, from, to }] : [];
  });
  const near = useNear(all.length > VISIBLE_ONLY_ABOVE);
  const drawn = near ? all.filter(({ from, to }) => touches(around([from, to]), near)) : all;
  const isTop = ({ edge }: Drawn): boolean => edge.selected === true;
  return (
    <ViewportPortal>
      <svg className={classes.lines} aria-hidden="true">
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

/** Return a part of the canvas well around what is seen, that stays the same while the view moves little. */
function useNear(isNeeded: boolean): Rect | null {
  const key = useStore(({ transform: [x, y, zoom], width, height }) => {
    if (!isNeeded) return "";
    const step = 2 ** Math.round(Math.log2(Math.max(width, height, 1) / zoom));
    return [Math.round(-x / zoom / step), Math.round(-y / zoom / step), step].join(" ");
  });
  return useMemo(() => {
    if (key === "") return null;
    const [column = 0, row = 0, step = 1] = key.split(" ").map(Number);
    return { x: (column - 1) * step, y: (row - 1) * step, width: 3.5 * step, height: 3.5 * step };
  }, [key]);
}
