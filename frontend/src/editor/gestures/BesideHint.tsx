/** Says that nothing can be let go here, at the pointer, while something is dragged beside the canvas. */
import { Portal } from "@mantine/core";
import { useEffect } from "react";
import type { Board } from "../../model/board";
import type { Point } from "../../model/geometry";
import { lookOf } from "../../model/kinds";
import type { Gesture } from "./gesture";
import classes from "./gesture.module.css";

interface BesideHintProps {
  gesture: Gesture;
  at: Point;
  board: Board;
}

export function BesideHint({ gesture, at, board }: BesideHintProps) {
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
