/** What is seen of a drag: lines to neighbors, what would hold it, and the outline of what comes to be. */
import { useStore, ViewportPortal } from "@xyflow/react";
import type { CSSProperties } from "react";
import { useCanvasState, useObservable } from "@/entities/drawing/CanvasContext";
import { flowCurve, type Rect } from "@/geometry/geometry";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import { placeOf } from "@/model/canvas/editSnapshot";
import type { Connecting, Gesture, Target } from "@/model/canvas/gesture";
import classes from "@/model/canvas/gesture.module.css";
import type { Guide } from "@/model/canvas/snapping";
import { DropRefusedHint } from "./DropRefusedHint";

export function GestureLayer({ editSnapshot }: { editSnapshot: EditSnapshot }) {
  const gesture = useObservable(useCanvasState().gesture);
  if (!gesture) return null;
  if (gesture.beside) return <DropRefusedHint gesture={gesture} at={gesture.beside} />;
  return (
    <ViewportPortal>
      <Scaled>
        {"target" in gesture && gesture.target && (
          <TargetMark editSnapshot={editSnapshot} target={gesture.target} />
        )}
        {"guides" in gesture &&
          gesture.guides.map((guide) => (
            <GuideLine key={`${guide.axis}${guide.at}`} guide={guide} />
          ))}
        <Outline gesture={gesture} editSnapshot={editSnapshot} />
      </Scaled>
    </ViewportPortal>
  );
}

/** Lines and letters keep their size on the screen. */
function Scaled({ children }: { children: React.ReactNode }) {
  const zoom = useStore((store) => store.transform[2]);
  return (
    <div className={classes.layer} style={{ "--pixel": `${1 / zoom}px` } as CSSProperties}>
      {children}
    </div>
  );
}

function Outline({ gesture, editSnapshot }: { gesture: Gesture; editSnapshot: EditSnapshot }) {
  if (gesture.type === "connect") return <Line gesture={gesture} editSnapshot={editSnapshot} />;
  if (gesture.type === "resize")
    return <div className={classes.outline} style={boxOf(gesture.rect)} />;
  if (gesture.type !== "place") return null;
  return (
    <div
      className={classes.ghost}
      data-refused={gesture.target.problem !== null || undefined}
      style={boxOf(gesture.rect)}
    >
      {gesture.name}
    </div>
  );
}

function Line({ gesture, editSnapshot }: { gesture: Connecting; editSnapshot: EditSnapshot }) {
  const { to, target } = gesture;
  const end = target?.uid ? placeOf(editSnapshot, target.uid) : { ...to, width: 0, height: 0 };
  const { path } = flowCurve(placeOf(editSnapshot, gesture.from), end, 0);
  const refused = target !== null && target.problem !== null;
  return (
    <svg className={classes.drawing} aria-hidden="true">
      <path className={classes.line} data-refused={refused || undefined} d={path} />
    </svg>
  );
}

function TargetMark({ editSnapshot, target }: { editSnapshot: EditSnapshot; target: Target }) {
  if (target.uid === null) return null;
  const rect = placeOf(editSnapshot, target.uid);
  return (
    <div
      className={classes.target}
      data-refused={target.problem !== null || undefined}
      style={boxOf(rect)}
    >
      {target.problem !== null && <span className={classes.reason}>{target.problem}</span>}
    </div>
  );
}

function GuideLine({ guide: { axis, at, from, to } }: { guide: Guide }) {
  const upright = axis === "x";
  const style = upright
    ? { left: at, top: from, height: to - from, width: 0 }
    : { left: from, top: at, width: to - from, height: 0 };
  return <div className={classes.guide} data-axis={axis} style={style} />;
}

function boxOf({ x, y, width, height }: Rect): CSSProperties {
  return { left: x, top: y, width, height };
}
