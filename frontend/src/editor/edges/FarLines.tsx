/** Every flow of a drawing seen from afar: few and plain paths instead of lines with heads and names. */
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import type { CanvasEdge, CanvasNode } from "../../model/canvas";
import { rectOfNode } from "../../model/canvas";
import { DIM } from "../../model/emphasis";
import { type Bundle, bundled } from "../../model/lines";
import classes from "./edge.module.css";

interface FarLinesProps {
  nodes: readonly CanvasNode[];
  /** Those that step back among them. */
  edges: readonly CanvasEdge[];
}

export const FarLines = memo(function FarLines({ nodes, edges }: FarLinesProps) {
  const [near, back] = useMemo(() => {
    const places = new Map(nodes.map((node) => [node.id, rectOfNode(node)]));
    const rectOf = (uid: string) => places.get(uid);
    return [
      bundled(
        edges.filter((edge) => edge.className === undefined),
        rectOf,
      ),
      bundled(
        edges.filter((edge) => edge.className !== undefined),
        rectOf,
      ),
    ];
  }, [nodes, edges]);
  return (
    <ViewportPortal>
      <svg className={classes.far} aria-hidden="true">
        <Bundles bundles={back ?? []} className={DIM} />
        <Bundles bundles={near ?? []} />
      </svg>
    </ViewportPortal>
  );
});

function Bundles({ bundles, className = "" }: { bundles: readonly Bundle[]; className?: string }) {
  return bundles.map(({ tone, path }) => (
    <g key={path} className={`${classes.flow} ${className}`} data-tone={tone}>
      <path className={classes.line} d={path} />
    </g>
  ));
}
