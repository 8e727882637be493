/** Where the words stand in the header of an open zone: over these no line should run. */
import type { Rect } from "@/geometry/geometry";

/** The height of the strip in which the name stands. */
export const HEADER_HEIGHT = 28;

/** At both ends of a header nothing stands. */
const INSET = 6;
/** Before the name: the button that collapses the zone, its icon and the room between them. */
const LEAD = 43;
const NAME = 8.3;
const KIND = 7.2;
const GAP = 6;
/** The number of threats, at the right end. */
const MARK = 46;

/** Return the words of a header: what the zone is called, and the number of threats. */
export function headerObstacles(zone: Rect, name: string, kind: string, marked: boolean): Rect[] {
  const wanted = LEAD + name.length * NAME + GAP + kind.length * KIND;
  const end = zone.x + zone.width - INSET - (marked ? MARK : 0);
  const start = zone.x + INSET;
  const width = Math.max(0, Math.min(wanted, end - start));
  const words = { x: start, y: zone.y, width, height: HEADER_HEIGHT };
  return marked ? [words, { x: end, y: zone.y, width: MARK, height: HEADER_HEIGHT }] : [words];
}
