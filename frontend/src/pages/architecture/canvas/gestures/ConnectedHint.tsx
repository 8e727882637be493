/** Says that nothing can be let go here, at the pointer, while something is dragged beside the canvas. */
import { Portal } from "@mantine/core";
import { useEffect } from "react";
import type { Point } from "@/geometry/geometry";
import type { Board } from "@/model/canvas/board";
import type { Gesture } from "@/model/canvas/gesture";
import classes from "@/model/canvas/gesture.module.css";
import { lookOf } from "@/model/graph/kinds";

interface BesideHintProps {
  gesture: Gesture;
  at: Point;
  board: Board;
}

export function ConnectedHint({ gesture, at, board }: BesideHintProps) {
  useEffect(() => {
    // Whatever is under the pointer has a cursor of its own.
    document.documentElement.dataset.dropRefused = "";
    return () => {
      delete document.documentElement.dataset.dropRefused;
    };
  }, []);
  const leftwards = at.x > window.innerWidth / 2;
  return (
    <Portal>
      <div
        className={classes.beside}
        data-leftwards={leftwards || undefined}
        style={{ left: at.x, top: at.y }}
      >
        {gesture.type === "place" && <strong>{lookOf(board.kinds, gesture.kind).label}</strong>}
        <span>Let go over the canvas</span>
      </div>
    </Portal>
  );
}
