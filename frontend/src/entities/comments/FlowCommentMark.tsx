/** The number of open threads on a flow, above the middle of its line. */
import { useOpenThreadsOf } from "./CommentCounts";
import classes from "./comments.module.css";

const HEIGHT = 16;
const ABOVE = 28;
const DIGIT = 6.6;
const PADDING = 6;

export function FlowCommentMark({ uid, x, y }: { uid: string; x: number; y: number }) {
  const count = useOpenThreadsOf(uid);
  if (count === 0) return null;
  const width = Math.max(HEIGHT, String(count).length * DIGIT + 2 * PADDING);
  const top = y - ABOVE;
  return (
    <g className={classes.flowMark} data-comments={count}>
      <path d={`M${x - 4} ${top + HEIGHT - 1}h8l-4 5z`} />
      <rect x={x - width / 2} y={top} width={width} height={HEIGHT} rx={HEIGHT / 2} />
      <text x={x} y={top + 12} textAnchor="middle">
        {count}
      </text>
    </g>
  );
}
