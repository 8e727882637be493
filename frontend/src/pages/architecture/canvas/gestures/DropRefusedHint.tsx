/** Says that nothing can be let go here, at the pointer, while something is dragged beside the canvas. */
import { Portal } from "@mantine/core";
import { useEffect } from "react";
import type { Point } from "@/geometry/geometry";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import type { Gesture } from "@/model/canvas/gesture";
import classes from "@/model/canvas/gesture.module.css";
import { kindInfo } from "@/model/graph/elementKinds";

interface DropRefusedHintProps {
  gesture: Gesture;
  at: Point;
  editSnapshot: EditSnapshot;
}

export function DropRefusedHint({ gesture, at, editSnapshot }: DropRefusedHintProps) {
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
        {gesture.type === "place" && (
          <strong>{kindInfo(editSnapshot.kinds, gesture.kind).label}</strong>
        )}
        <span>Let go over the canvas</span>
      </div>
    </Portal>
  );
}
