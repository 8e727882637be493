/** A template in small: its boundaries, its parts and what flows between them. */
import type { Template } from "@/api/types";
import classes from "./newModelOptions.module.css";

type Box = Template["preview"]["boxes"][number];

const MARGIN = 24;

export function TemplatePreview({ preview }: { preview: Template["preview"] }) {
  const { boxes, lines } = preview;
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return (
    <svg
      className={classes.picture}
      viewBox={`${-MARGIN} ${-MARGIN} ${right + 2 * MARGIN} ${bottom + 2 * MARGIN}`}
      aria-hidden="true"
    >
      {boxes.map((box) => (
        <rect
          key={`${box.x} ${box.y} ${box.width} ${box.kind}`}
          className={box.boundary ? classes.zone : classes.part}
          x={box.x}
          y={box.y}
          width={box.width}
          height={box.height}
          rx={box.boundary ? 18 : 12}
        />
      ))}
      {lines.map(([from, to]) => {
        const ends = [boxes[from ?? 0], boxes[to ?? 0]] as const;
        return <path key={`${from} ${to}`} className={classes.line} d={lineBetween(...ends)} />;
      })}
    </svg>
  );
}

function lineBetween(from: Box | undefined, to: Box | undefined): string {
  if (!from || !to) return "";
  const [x1, y1, x2, y2] = [...middle(from), ...middle(to)];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function middle(box: Box): [number, number] {
  return [box.x + box.width / 2, box.y + box.height / 2];
}
