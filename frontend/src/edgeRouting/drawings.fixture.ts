/** Drawings for tests of routing: laid out in rows and columns, or thrown together, by a seed. */
import type { Rect } from "@/geometry/geometry";
import { labelWidth } from "./edgeLabels";
import type { Ends, Surroundings, Zone } from "./segmentsAndClearance";
import { headerObstacles } from "./zoneHeaders";

export interface Sample {
  flows: Ends[];
  around: Surroundings;
}

/** Return numbers from 0 to below 1, the same ones for the same seed (mulberry32 by Tommy Ettinger, public domain). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PADDING = 20;
const HEADER = 36;

/** Return zones side by side with boxes in columns, as the server lays them out, and flows between any of them. */
export function laidOut(seed: number, { zones = 4, flows = 12, gap = 90 } = {}): Sample {
  const next = numbers(seed);
  const boxes: Rect[] = [];
  const grounds: Zone[] = [];
  for (let zone = 0; zone < zones; zone += 1) {
    const left = (zone % 2) * 800;
    const top = Math.floor(zone / 2) * 560;
    const rect = { x: left, y: top, width: 720, height: 480 };
    grounds.push({ rect, words: headerObstacles(rect, `zone-${zone}`, "Namespace", next() < 0.5) });
    for (let column = 0; column < 2; column += 1)
      for (let row = 0; row < 3; row += 1) {
        if (next() < 0.25) continue;
        const x = left + PADDING + column * (220 + gap) + Math.round(next() * 30);
        const y = top + HEADER + row * 145 + Math.round(next() * 20);
        boxes.push({ x, y, width: 200, height: 64 + Math.round(next() * 36) });
      }
  }
  return { flows: flowsBetween(boxes, flows, next), around: { boxes, zones: grounds } };
}

/** Return boxes anywhere, also upon each other and within each other, and flows between any of them. */
export function thrownTogether(seed: number): Sample {
  const next = numbers(seed);
  const boxes = Array.from({ length: 12 }, () => ({
    x: Math.round(next() * 600),
    y: Math.round(next() * 400),
    width: 40 + Math.round(next() * 240),
    height: 30 + Math.round(next() * 200),
  }));
  return { flows: flowsBetween(boxes, 20, next), around: { boxes, zones: [] } };
}

function flowsBetween(boxes: readonly Rect[], count: number, next: () => number): Ends[] {
  const any = (): Rect => boxes[Math.floor(next() * boxes.length)] as Rect;
  return Array.from({ length: count }, (_, index) => ({
    id: `flow-${index}`,
    from: any(),
    to: any(),
    labels: [labelWidth("HTTP:8080", next() < 0.3), labelWidth(":8080", false)],
  })).filter(({ from, to }, index) => from !== to || index % 7 === 0);
}
