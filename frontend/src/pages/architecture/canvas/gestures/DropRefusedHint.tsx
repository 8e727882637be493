/** Says that nothing can be let go here, at the pointer, while something is dragged beside the canvas. */
import { Portal } from "@mantine/core";
import { useEffect } from "react";
import type { Point } from "@/geometry/geometry";
import type { Gesture } from "@/model/canvas/gesture";
import classes from "@/model/canvas/gesture.module.css";

interface DropRefusedHintProps {
  gesture: Gesture;
  at: Point;
}

export function DropRefusedHint({ gesture, at }: DropRefusedHintProps) {
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
        className={classes.dropRefused}
        data-leftwards={leftwards || undefined}
        style={{ left: at.x, top: at.y }}
      >
        {gesture.type === "place" && <strong>{gesture.name}</strong>}
        <span>Let go over the canvas</span>
      </div>
    </Portal>
  );
}
