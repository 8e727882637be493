/** What is seen of a drag: lines to neighbours, what would hold it, and the outline of what comes to be. */
import { useStore, ViewportPortal } from "@xyflow/react";
import type { CSSProperties } from "react";
import { useCanvasState, useObservable } from "@/entities/drawing/CanvasContext";
import { flowCurve, type Rect } from "@/geometry/geometry";
import type { Board } from "@/model/canvas/board";
import { placeOf } from "@/model/canvas/board";
import type { Connecting, Gesture, Target } from "@/model/canvas/gesture";
import classes from "@/model/canvas/gesture.module.css";
import type { Guide } from "@/model/canvas/snapping";
import { lookOf } from "@/model/graph/kinds";
import { ConnectedHint } from "./ConnectedHint";

export function GestureLayer({ board }: { board: Board }) {
  const gesture = useObservable(useCanvasState().gesture);
  if (!gesture) return null;
  if (gesture.beside) return <ConnectedHint gesture={gesture} at={gesture.beside} board={board} />;
  return (
    <ViewportPortal>
      <Scaled>
        {"target" in gesture && gesture.target && (
          <TargetMark board={board} target={gesture.target} />
        )}
        {"guides" in gesture &&
          gesture.guides.map((guide) => (
            <GuideLine key={`${guide.axis}${guide.at}`} guide={guide} />
          ))}
        <Outline gesture={gesture} board={board} />
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

function Outline({ gesture, board }: { gesture: Gesture; board: Board }) {
  if (gesture.type === "connect") return <Line gesture={gesture} board={board} />;
  if (gesture.type === "resize")
    return <div className={classes.outline} style={boxOf(gesture.rect)} />;
  if (gesture.type !== "place") return null;
  return (
    <div
      className={classes.ghost}
      data-refused={gesture.target.problem !== null || undefined}
      style={boxOf(gesture.rect)}
    >
      {lookOf(board.kinds, gesture.kind).label}
    </div>
  );
}

function Line({ gesture, board }: { gesture: Connecting; board: Board }) {
  const { to, target } = gesture;
  const end = target?.uid ? placeOf(board, target.uid) : { ...to, width: 0, height: 0 };
  const { path } = flowCurve(placeOf(board, gesture.from), end, 0);
  const refused = target !== null && target.problem !== null;
  return (
    <svg className={classes.drawing} aria-hidden="true">
      <path className={classes.line} data-refused={refused || undefined} d={path} />
    </svg>
  );
}

function TargetMark({ board, target }: { board: Board; target: Target }) {
  if (target.uid === null) return null;
  const rect = placeOf(board, target.uid);
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
