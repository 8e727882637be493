/** The whole drawing in small, for finding one's way in what does not fit the window. */
import { MiniMap, type Node, useStore } from "@xyflow/react";
import { useMemo } from "react";
import { boundsOf, type CanvasNode, type ElementData } from "../model/canvas";
import { isWithin } from "../model/geometry";
import classes from "./editor.module.css";

export function Overview({ nodes }: { nodes: readonly CanvasNode[] }) {
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const needless = useStore((store) => isWithin(bounds, store, store.transform));
  if (needless) return null;
  return (
    <MiniMap
      className={classes.minimap}
      style={SIZE}
      pannable
      zoomable
      ariaLabel="Overview of the canvas"
      nodeColor={nodeColor}
      nodeStrokeColor={nodeStroke}
      nodeStrokeWidth={3}
      nodeBorderRadius={4}
    />
  );
}

// React Flow measures the overview by its style, not by its class.
const SIZE = { width: 168, height: 112 };

function nodeColor(node: Node): string {
  const data = node.data as ElementData;
  if (node.type === "frame") return "var(--bh-mini-frame)";
  return data.worst ? `var(--bh-${data.worst})` : "var(--bh-border-strong)";
}

function nodeStroke(node: Node): string {
  return node.type === "frame" ? "var(--bh-border-strong)" : "transparent";
}
