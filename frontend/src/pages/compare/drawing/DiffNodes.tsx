/** The nodes of the canvas with the sign of what became of them at their corner. */
import type { NodeProps } from "@xyflow/react";
import { memo, type ReactNode } from "react";
import type { DiffMark } from "@/api/types";
import { CardNode } from "@/entities/drawing/nodes/CardNode";
import { FrameNode } from "@/entities/drawing/nodes/FrameNode";
import { DiffSign } from "@/entities/history/DiffSign";
import classes from "./drawing.module.css";

export const DiffCard = memo(function DiffCard(props: NodeProps) {
  return (
    <Marked mark={props.data.mark as DiffMark}>
      <CardNode {...props} />
    </Marked>
  );
});

export const DiffFrame = memo(function DiffFrame(props: NodeProps) {
  return (
    <Marked mark={props.data.mark as DiffMark} frame>
      <FrameNode {...props} />
    </Marked>
  );
});

interface MarkedProps {
  mark: DiffMark;
  frame?: boolean;
  children: ReactNode;
}

function Marked({ mark, frame = false, children }: MarkedProps) {
  return (
    <div className={classes.marked} data-mark={mark} data-frame={frame || undefined}>
      {children}
      {mark !== "same" && (
        <span className={classes.corner}>
          <DiffSign mark={mark} />
        </span>
      )}
    </div>
  );
}
