/** Takes short jogs out of lines: what leaves a side a little off its middle may lead straight on. */
import type { Point, Rect } from "../geometry";
import type { Line } from "./nudging";
import { APART } from "./spacing";
import { CLEAR, CORNER, grown, overlaps, spanOf, straightened } from "./ways";

/** A shorter jog than this is worth leaving the middle of a side for. */
const JOG = 28;

/** Return the lines without the jogs at their ends, as far as the sides have room for all lines that meet there. */
export function straighten(lines: readonly Line[]): Line[] {
  const meeting = meetingAt(lines);
  return lines.map((line) => {
    const start = withoutJog(line, meeting);
    const turned = { ...start, points: start.points.toReversed(), from: line.to, to: line.from };
    const end = withoutJog(turned, meeting);
    return { ...line, points: end.points.toReversed() };
  });
}

type Meeting = ReadonlyMap<string, number>;

/** Count the lines at each side of each box. */
function meetingAt(lines: readonly Line[]): Meeting {
  const found = new Map<string, number>();
  for (const { points, from, to } of lines)
    for (const [rect, end] of [
      [from, points[0]],
      [to, points.at(-1)],
    ] as const) {
      const key = sideKey(rect, end as Point);
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  return found;
}

function sideKey({ x, y, width, height }: Rect, end: Point): string {
  const side = [end.x === x, end.x === x + width, end.y === y].indexOf(true);
  return [x, y, width, height, side].join(" ");
}

/** Return the line with its first part on the track of the third, if it may start there. */
function withoutJog(line: Line, meeting: Meeting): Line {
  const [start, corner, next, after] = line.points;
  if (!start || !corner || !next || !after || line.points.length < 5) return line;
  const track = start.x === corner.x ? "x" : "y";
  const at = next[track];
  if (next[track] !== after[track] || Math.abs(at - start[track]) > JOG) return line;
  if (goesBack(start, next, after, track)) return line;
  const others = (meeting.get(sideKey(line.from, start)) ?? 1) - 1;
  const [low, length] =
    track === "x" ? [line.from.x, line.from.width] : [line.from.y, line.from.height];
  const kept = CORNER + (others * APART) / 2;
  if (at < low + kept || at > low + length - kept) return line;
  const moved = { ...start, [track]: at };
  const span = spanOf(moved, after);
  if ([...line.boxes, line.to].some((box) => overlaps(grown(box, CLEAR), span))) return line;
  return { ...line, points: straightened([moved, ...line.points.slice(3)]) };
}

function goesBack(start: Point, next: Point, after: Point, track: "x" | "y"): boolean {
  const run = track === "x" ? "y" : "x";
  return Math.sign(next[run] - start[run]) !== Math.sign(after[run] - next[run]);
}
