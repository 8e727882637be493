/** Takes short jogs out of lines: what leaves a side a little off its middle may lead straight on. */
import type { Point } from "@/geometry/geometry";
import type { RoutedLine } from "./routedLine";
import { CLEAR, CORNER, grown, overlaps, spanOf, straightened } from "./segmentsAndClearance";
import { MIN_SEPARATION } from "./separation";
import { type SideUsage, sideKey, sideUsageOf } from "./sideUsage";

/** A shorter jog than this is worth leaving the middle of a side for. */
const JOG = 28;

/** Return the lines without the jogs at their ends, as far as the sides have room for all lines that meet there. */
export function straighten(lines: readonly RoutedLine[]): RoutedLine[] {
  const meeting = sideUsageOf(lines);
  return lines.map((line) => {
    const start = withoutJog(line, meeting);
    const turned = { ...start, points: start.points.toReversed(), from: line.to, to: line.from };
    const end = withoutJog(turned, meeting);
    return { ...line, points: end.points.toReversed() };
  });
}

/** Return the line with its first part on the track of the third, if it may start there. */
function withoutJog(line: RoutedLine, meeting: SideUsage): RoutedLine {
  const [start, corner, next, after] = line.points;
  if (!start || !corner || !next || !after || line.points.length < 5) return line;
  const track = start.x === corner.x ? "x" : "y";
  const at = next[track];
  if (next[track] !== after[track] || Math.abs(at - start[track]) > JOG) return line;
  if (goesBack(start, next, after, track)) return line;
  const others = (meeting.get(sideKey(line.from, start)) ?? 1) - 1;
  const [low, length] =
    track === "x" ? [line.from.x, line.from.width] : [line.from.y, line.from.height];
  const kept = CORNER + (others * MIN_SEPARATION) / 2;
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
