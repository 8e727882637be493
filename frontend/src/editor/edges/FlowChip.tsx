/** The label in the middle of a flow: a lock when it is encrypted, then protocol and port. */
import type { FlowData } from "../../model/canvas";
import classes from "./edge.module.css";

// Widths of the chip's font (11 px, tabular) and of the lock; SVG has no layout of its own.
const CHARACTER = 6.9;
const LOCK = 13;
const PADDING = 7;

interface FlowChipProps {
  flow: FlowData;
  x: number;
  y: number;
  /** Say everything, although it may cover something. */
  full: boolean;
}

export function FlowChip({ flow, x, y, full }: FlowChipProps) {
  const label = full ? flow.label : flow.short;
  const lock = flow.encrypted === true ? LOCK : 0;
  if (label === "" && lock === 0) return null;
  const width = label.length * CHARACTER + lock + PADDING * 2;
  const left = x - width / 2;
  return (
    <g className={classes.chip}>
      <rect x={left} y={y - 9} width={width} height={18} rx={9} />
      {lock > 0 && <Lock x={left + PADDING} y={y - 5} />}
      <text x={left + PADDING + lock} y={y + 4}>
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
