/** The steps of the attack path on the drawing: their lines and numbers, the one that is shown stands out. */
import { useStore, ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { type StepMark, stepMarks } from "@/model/canvas/attackPathMarks";
import type { EditorState } from "../editorState/editorState";
import type { AttackPathShown } from "../editorState/useAttackPath";
import classes from "./pathLayer.module.css";

interface PathLayerProps {
  editor: Pick<EditorState, "tree" | "drawn" | "canvas">;
  path: AttackPathShown;
}

const RADIUS = 11;
/** From one number to the next at the same place. */
const BESIDE = 26;
/** Numbers keep their size on the screen between these zooms. */
const LEAST_ZOOM = 0.04;

export function PathLayer({ editor: { tree, drawn, canvas }, path }: PathLayerProps) {
  const zoom = useStore(({ transform }) => Math.max(transform[2], LEAST_ZOOM));
  const marks = useMemo(
    () => stepMarks({ tree, drawn, edges: canvas.edges }, path.drawnSteps),
    [tree, drawn, canvas, path.drawnSteps],
  );
  const scale = 1 / Math.min(zoom, 1);
  const stateOf = ({ number }: StepMark): string =>
    path.at === 0 || number < path.at ? "past" : number === path.at ? "now" : "ahead";
  // What is shown is drawn last, above the rest.
  const ordered = marks.toSorted(
    (a, b) => Number(a.number === path.at) - Number(b.number === path.at),
  );
  return (
    <ViewportPortal>
      <svg className={classes.layer} aria-hidden="true" data-attack-path="">
        {ordered.map((mark) => (
          <g
            key={mark.number}
            className={classes.step}
            data-step={mark.number}
            data-state={stateOf(mark)}
            data-possible={mark.possible || undefined}
          >
            {mark.path && (
              <path
                className={classes.line}
                d={mark.path}
                strokeWidth={2.5 * scale}
                strokeDasharray={mark.possible ? `${7 * scale} ${5 * scale}` : undefined}
                markerEnd="url(#bh-arrow-accent)"
              />
            )}
          </g>
        ))}
        {ordered.map((mark) => (
          <g
            key={mark.number}
            className={classes.number}
            data-state={stateOf(mark)}
            data-possible={mark.possible || undefined}
            transform={`translate(${mark.at.x + mark.beside * BESIDE * scale} ${mark.at.y}) scale(${scale})`}
          >
            <circle r={RADIUS} />
            <text textAnchor="middle" dominantBaseline="central">
              {mark.number}
            </text>
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
}
