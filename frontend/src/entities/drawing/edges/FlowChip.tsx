import { LABEL_HEIGHT, LABEL_PADDING, LOCK, labelWidth } from "@/edgeRouting/edgeLabels";
import type { FlowData } from "@/model/canvas/canvasEdges";
import classes from "./edge.module.css";

interface FlowChipProps {
  flow: Pick<FlowData, "encrypted">;
  label: string;
  x: number;
  y: number;
}

export function FlowChip({ flow, label, x, y }: FlowChipProps) {
  const locked = flow.encrypted === true;
  const width = labelWidth(label, locked);
  if (width === 0) return null;
  const lock = locked ? LOCK : 0;
  const left = x - width / 2;
  return (
    <g className={classes.chip} data-encrypted={locked || undefined}>
      <rect x={left} y={y - LABEL_HEIGHT / 2} width={width} height={LABEL_HEIGHT} rx={9} />
      {lock > 0 && <Lock x={left + LABEL_PADDING} y={y - 5} />}
      <text x={x + lock / 2} y={y + 4} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}

function Lock({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} className={classes.lock}>
      <rect x={0} y={4} width={9} height={6.5} rx={1.5} />
      <path d="M2 4V2.8a2.5 2.5 0 0 1 5 0V4" />
    </g>
  );
}
