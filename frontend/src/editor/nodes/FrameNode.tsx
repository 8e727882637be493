/** A boundary or a workload of the canvas: a frame with a header, holding other elements. */
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { CanvasNode } from "../../model/canvas";
import { KindIcon } from "../../ui/KindIcon";
import { Anchors } from "./Anchors";
import classes from "./node.module.css";
import { ThreatMark } from "./ThreatMark";

type FrameData = CanvasNode["data"];

export const FrameNode = memo(function FrameNode({ data, selected }: NodeProps) {
  const frame = data as FrameData;
  return (
    <div
      className={classes.frame}
      data-kind={frame.kind}
      data-boundary={frame.role === "boundary" || undefined}
      data-severity={frame.worst ?? undefined}
      data-selected={selected || undefined}
    >
      <Anchors />
      <div className={classes.header} title={`${frame.name} (${frame.kindLabel})`}>
        <KindIcon kind={frame.kind} size={14} />
        <span className={classes.frameName}>{frame.name}</span>
        <span className={classes.frameKind}>{frame.kindLabel}</span>
        <ThreatMark worst={frame.worst} counts={frame.counts} />
      </div>
    </div>
  );
});
