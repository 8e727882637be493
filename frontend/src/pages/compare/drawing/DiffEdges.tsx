/** The flows of both states, each with the color of its mark; its sign stands in the chip. */
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import { lineBetween } from "@/edgeRouting/edgeRouting";
import edge from "@/entities/drawing/edges/edge.module.css";
import { FlowChip } from "@/entities/drawing/edges/FlowChip";
import { FlowsInsideWorkloads } from "@/entities/drawing/edges/FlowsInsideWorkloads";
import type { Rect } from "@/geometry/geometry";
import { labelOf } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { rectOfNode } from "@/model/canvas/canvasNodes";
import { type MarkedFlow, shownFlows } from "@/model/canvas/diffCanvas";
import classes from "./drawing.module.css";

interface DiffEdgesProps {
  nodes: readonly CanvasNode[];
  flows: readonly MarkedFlow[];
  selected: string | null;
  onSelect: (uid: string) => void;
}

export const DiffEdges = memo(function DiffEdges(props: DiffEdgesProps) {
  const { nodes, flows, selected, onSelect } = props;
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, rectOfNode(node)])), [nodes]);
  const shown = shownFlows(flows);
  return (
    <ViewportPortal>
      <svg className={edge.lines} aria-hidden="true">
        {shown.map((flow) => (
          <Line
            key={flow.id}
            flow={flow}
            from={places.get(flow.source)}
            to={places.get(flow.target)}
            selected={flow.id === selected}
            onSelect={onSelect}
          />
        ))}
        {shown.map((flow) => (
          <Label
            key={flow.id}
            flow={flow}
            from={places.get(flow.source)}
            to={places.get(flow.target)}
            selected={flow.id === selected}
          />
        ))}
      </svg>
      <FlowsInsideWorkloads nodes={nodes} lines={shown}>
        {(flow) => (
          <Line
            key={flow.id}
            flow={flow}
            from={places.get(flow.source)}
            to={places.get(flow.target)}
            selected={flow.id === selected}
            onSelect={onSelect}
            again
          />
        )}
      </FlowsInsideWorkloads>
    </ViewportPortal>
  );
});

interface LineProps {
  flow: MarkedFlow;
  from: Rect | undefined;
  to: Rect | undefined;
  selected: boolean;
  onSelect: (uid: string) => void;
  /** It is drawn a second time, above what covers it. */
  again?: boolean;
}

function Line({ flow, from, to, selected, onSelect, again }: LineProps) {
  if (!from || !to) return null;
  const { path } = lineBetween(from, to, flow.data);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the drawing leads to it by keyboard
    <g
      className={`${edge.flow} ${classes.line}`}
      data-tone={selected ? "accent" : "none"}
      data-flow={again ? undefined : flow.id}
      data-mark={flow.mark}
      data-selected={selected || undefined}
      onClick={() => onSelect(flow.id)}
    >
      <path className={classes.hit} d={path} />
      <path
        className={edge.line}
        d={path}
        markerEnd={`url(#bh-arrow-${selected ? "accent" : "none"})`}
      />
    </g>
  );
}

/** The label, above all lines. */
function Label({ flow, from, to, selected }: Omit<LineProps, "onSelect" | "again">) {
  if (!from || !to) return null;
  const { middle, label } = lineBetween(from, to, flow.data);
  // What differs says so, whatever it covers.
  const words = selected || flow.mark !== "same" ? flow.data.label : labelOf(flow.data, label);
  if (words === null) return null;
  return (
    <g
      className={`${edge.flow} ${classes.line}`}
      data-tone={selected ? "accent" : "none"}
      data-mark={flow.mark}
      data-selected={selected || undefined}
    >
      <FlowChip flow={flow.data} label={words} x={middle.x} y={middle.y} />
    </g>
  );
}
