/** A boundary or a workload of the canvas: a frame with a header, holding other elements or, collapsed, their number. */
import { IconChevronRight } from "@tabler/icons-react";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { CommentMark } from "@/entities/comments/CommentMark";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { counted } from "@/model/labels/counted";
import { useCanvasState, useIs } from "../CanvasContext";
import { arePropsEqual } from "./arePropsEqual";
import classes from "./frame.module.css";
import { NameField } from "./NameField";
import { NodeName } from "./NodeName";
import names from "./nodeName.module.css";
import { ThreatMark } from "./ThreatMark";

type FrameData = CanvasNode["data"];

/** From this many pixels on, dashes and round corners cost more to paint than they are worth. */
const LARGE = 4000;

export const FrameNode = memo(function FrameNode(props: NodeProps) {
  const { id, data, selected, width = 0, height = 0 } = props;
  const frame = data as FrameData;
  const { renaming } = useCanvasState();
  const isRenamed = useIs(renaming, id);
  return (
    <div
      className={classes.frame}
      data-kind={frame.kind}
      data-boundary={frame.role === "boundary" || undefined}
      data-severity={frame.worst ?? undefined}
      data-selected={selected || undefined}
      data-large={Math.max(width, height) > LARGE || undefined}
      data-collapsed={frame.collapsed || undefined}
    >
      <div className={classes.header} data-grab="" title={`${frame.name} (${frame.kindLabel})`}>
        {frame.inside > 0 && <Toggle id={id} frame={frame} />}
        <KindIcon kind={frame.kind} size={14} />
        {isRenamed ? (
          <NameField uid={id} name={frame.name} />
        ) : (
          <span className={classes.frameTitle}>
            <NodeName name={frame.name} className={names.frameName} />
            <span className={classes.frameKind}>{frame.kindLabel}</span>
          </span>
        )}
        <CommentMark uid={id} />
        <ThreatMark worst={frame.worst} counts={frame.counts} possible={frame.possible} />
      </div>
      <Summary frame={frame} />
    </div>
  );
}, arePropsEqual);

/** What a frame that shows no elements stands for. */
function Summary({ frame }: { frame: FrameData }) {
  if (frame.collapsed) return <div className={classes.summary}>{frame.inside} inside</div>;
  if (frame.inside > 0 || frame.members === 0) return null;
  return <div className={classes.summary}>{counted(frame.members, "member")}</div>;
}

function Toggle({ id, frame }: { id: string; frame: FrameData }) {
  const { commands } = useCanvasState();
  return (
    <button
      type="button"
      className={`${classes.toggle} nopan`}
      // The outline and the menu reach it by the keyboard.
      tabIndex={-1}
      data-open={!frame.collapsed}
      aria-label={`${frame.collapsed ? "Expand" : "Collapse"} ${frame.name}`}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        commands.toggle(id);
      }}
    >
      <IconChevronRight size={13} aria-hidden="true" />
    </button>
  );
}
