/** Moves the focus between the outline, the canvas and the inspector. */
import { adjacentLandmark, focusLandmark } from "@/entities/drawing/canvasPanes";
import type { EditorAction } from "./types";

export const focusNextPane = action("Go to the canvas, the inspector, the outline", "F6", 1);
export const focusPreviousPane = action("Go there the other way round", "shift+F6", -1);

function action(label: string, key: string, step: 1 | -1): EditorAction {
  return {
    label,
    keys: [key],
    inFields: true,
    run: () => {
      const part = adjacentLandmark(step);
      if (part) focusLandmark(part);
    },
  };
}
