/**
 * Moves the parts of lines sideways, so that no two lie upon each other and ends spread along the sides of boxes.
 *
 * After Wybrow, Marriott and Stuckey, "Orthogonal Connector Routing" (2009): gather the parts of one direction, order
 * those that share a channel by the fewest crossings, and space them within it; then those of the other direction.
 */
import type { Point } from "@/geometry/geometry";
import type { RoutedLine } from "./routedLine";
import { bundleBias, segmentConstraints } from "./segmentConstraints";
import { ordered, type SegmentConstraint } from "./segmentOrdering";
import type { Zone } from "./segmentsAndClearance";
import { separated } from "./separation";
import { sideUsageOf } from "./sideUsage";

/** Once more at last: parts that only touched may lie side by side after the others have been moved. */
const PASSES = ["x", "y", "x"] as const;

/** Move the parts of all lines in place. */
export function nudge(lines: readonly RoutedLine[], zones: readonly Zone[]): void {
  const ground = {
    edges: zones.map(({ rect }) => rect),
    words: zones.flatMap((zone) => zone.words),
  };
  const meeting = sideUsageOf(lines);
  for (const track of PASSES) {
    const slots = lines.flatMap((line, index) =>
      segmentConstraints(line, index, track, { ...ground, lean: bundleBias(line, meeting) }),
    );
    const { order, pairs } = ordered(slots);
    const sorted = order.map((index) => slots[index] as SegmentConstraint);
    for (const [place, at] of separated(sorted, pairs).entries())
      move(sorted[place] as SegmentConstraint, at);
  }
}

function move({ part: { points, index, track } }: SegmentConstraint, at: number): void {
  (points[index] as Point)[track] = at;
  (points[index + 1] as Point)[track] = at;
}
