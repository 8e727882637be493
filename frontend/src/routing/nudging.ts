/**
 * Moves the parts of lines sideways, so that no two lie upon each other and ends spread along the sides of boxes.
 *
 * After Wybrow, Marriott and Stuckey, "Orthogonal Connector Routing" (2009): gather the parts of one direction, order
 * those that share a channel by the fewest crossings, and space them within it; then those of the other direction.
 */
import type { Point } from "@/geometry/geometry";
import type { Ground } from "./obstacles";
import { ordered, type Slot } from "./ordering";
import type { Line } from "./routedLine";
import { leanOf, slotsOf } from "./segmentConstraints";
import { spaced } from "./separation";
import { meetingAt } from "./sideUsage";

/** Once more at last: parts that only touched may lie side by side after the others have been moved. */
const PASSES = ["x", "y", "x"] as const;

/** Move the parts of all lines in place. */
export function nudge(lines: readonly Line[], zones: readonly Ground[]): void {
  const ground = {
    edges: zones.map(({ rect }) => rect),
    words: zones.flatMap((zone) => zone.words),
  };
  const meeting = meetingAt(lines);
  for (const track of PASSES) {
    const slots = lines.flatMap((line, index) =>
      slotsOf(line, index, track, { ...ground, lean: leanOf(line, meeting) }),
    );
    const { order, pairs } = ordered(slots);
    const sorted = order.map((index) => slots[index] as Slot);
    for (const [place, at] of spaced(sorted, pairs).entries()) move(sorted[place] as Slot, at);
  }
}

function move({ part: { points, index, track } }: Slot, at: number): void {
  (points[index] as Point)[track] = at;
  (points[index + 1] as Point)[track] = at;
}
