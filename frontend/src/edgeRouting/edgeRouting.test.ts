import { describe, expect, it } from "vitest";
import { contains, flowCurve, type Point, type Rect, touches } from "@/geometry/geometry";
import { laidOut, type Sample, thrownTogether } from "./drawings.fixture";
import { LABEL_HEIGHT } from "./edgeLabels";
import { cornersBetween, lineBetween, type Route, routesOf, routing } from "./edgeRouting";
import { type Ends, grown, overlaps, spanOf } from "./segmentsAndClearance";

const box = (x: number, y: number): Rect => ({ x, y, width: 180, height: 60 });

const LEFT = box(0, 100);
const MIDDLE = box(300, 90);
const RIGHT = box(600, 100);
const flow = (id: string, from = LEFT, to = RIGHT): Ends => ({ id, from, to, labels: [76, 48] });
const among = (boxes: Rect[]) => ({ boxes, zones: [] });

function partsOf(points: readonly Point[]): Rect[] {
  return points.slice(1).map((b, index) => spanOf(points[index] ?? b, b));
}

function pointsOf(routes: ReadonlyMap<string, Route>, id: string): readonly Point[] {
  return routes.get(id)?.points ?? [];
}

it("a curve has no label, which could lie on a name", () => {
  expect(lineBetween(LEFT, RIGHT, { shift: 0, route: null }).label).toBeNull();
});

describe("the way of a flow", () => {
  it("is straight between boxes that face each other", () => {
    const routes = routesOf([flow("one")], among([LEFT, RIGHT]));

    expect(pointsOf(routes, "one")).toEqual([
      { x: 180, y: 130 },
      { x: 600, y: 130 },
    ]);
  });

  it("is straight as well where the sides have only a part in common", () => {
    const lower = box(600, 130);
    const points = pointsOf(routesOf([flow("one", LEFT, lower)], among([LEFT, lower])), "one");

    expect(points.map(({ y }) => y)).toEqual([145, 145]);
  });

  it("leads around a box between its ends", () => {
    const points = pointsOf(routesOf([flow("one")], among([LEFT, MIDDLE, RIGHT])), "one");

    expect(points.length).toBeGreaterThan(2);
    expect(partsOf(points).some((part) => touches(part, MIDDLE))).toBe(false);
  });

  it("leads around a wall, however long, as long as there is a way", () => {
    const wall = { x: 300, y: -1000, width: 100, height: 2200 };
    const points = pointsOf(routesOf([flow("one")], among([LEFT, wall, RIGHT])), "one");

    expect(partsOf(points).some((part) => touches(part, wall))).toBe(false);
  });

  it("passes through what holds an end", () => {
    const workload = { x: 560, y: 60, width: 260, height: 140 };
    const points = pointsOf(routesOf([flow("one")], among([LEFT, workload, RIGHT])), "one");

    expect(points.at(-1)).toEqual({ x: 600, y: 130 });
  });

  it("does not run over the words in the header of a zone when it can cross beside them", () => {
    const above = box(0, 0);
    const below = box(0, 200);
    const words = { x: -20, y: 160, width: 150, height: 28 };
    const zones = [{ rect: { x: -20, y: 160, width: 300, height: 140 }, words: [words] }];
    const routes = routesOf([flow("one", above, below)], { boxes: [above, below], zones });

    expect(partsOf(pointsOf(routes, "one")).some((part) => overlaps(part, words))).toBe(false);
  });

  it("goes around a zone that it has nothing to do with when that is short", () => {
    const low = box(600, 300);
    const zone = { x: 240, y: 60, width: 240, height: 160 };
    const zones = [{ rect: zone, words: [] }];
    const routes = routesOf([flow("one", LEFT, low)], { boxes: [LEFT, low], zones });

    expect(partsOf(pointsOf(routes, "one")).some((part) => overlaps(part, zone))).toBe(false);
  });
});

describe("lines that share a side or a channel", () => {
  const hub = { x: 0, y: 200, width: 180, height: 120 };
  const targets = [0, 110, 220, 330, 440].map((y) => box(330, y));
  const fan = targets.map((target, index) => flow(`to-${index}`, hub, target));
  const routes = routesOf(fan, among([hub, ...targets]));
  const lines = fan.map(({ id }) => pointsOf(routes, id));

  it("leave a box one beside the other", () => {
    const starts = lines.map(([start]) => start?.y ?? 0);
    const gaps = starts.slice(1).map((y, index) => y - (starts[index] ?? 0));

    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4);
  });

  it("do not cross when they fan out", () => {
    const crossings = lines.flatMap((one, index) =>
      lines.slice(index + 1).flatMap((other) => crossingsOf(one, other)),
    );

    expect(crossings).toEqual([]);
  });

  it("turn close to where they meet, so that labels have room where they part", () => {
    const labels = fan.map(({ id }) => routes.get(id)?.label ?? null);

    expect(labels.filter((label) => label !== null).length).toBeGreaterThanOrEqual(4);
  });

  it("run both ways between two boxes without lying upon each other", () => {
    const both = routesOf([flow("there"), flow("back", RIGHT, LEFT)], among([LEFT, RIGHT]));
    const [there, back] = ["there", "back"].map((id) => pointsOf(both, id)[0]?.y ?? 0);

    // Far enough apart for a label on each.
    expect(Math.abs((there ?? 0) - (back ?? 0))).toBeGreaterThan(LABEL_HEIGHT);
  });
});

function crossingsOf(one: readonly Point[], other: readonly Point[]): Rect[] {
  return partsOf(one).filter((part) => partsOf(other).some((another) => cross(part, another)));
}

function cross(a: Rect, b: Rect): boolean {
  const isUpright = (part: Rect): boolean => part.height > part.width;
  return isUpright(a) !== isUpright(b) && overlaps(a, b);
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe("drawings of any kind", () => {
  const laid = SEEDS.map((seed) => laidOut(seed));
  const found = laid.map(({ flows, around }) => ({
    flows,
    around,
    routes: routesOf(flows, around),
  }));

  it("have only straight lines from border to border", () => {
    for (const { flows, routes } of found)
      for (const { id, from, to } of flows.filter((one) => one.from !== one.to)) {
        const points = pointsOf(routes, id);
        expect(partsOf(points).every(({ width, height }) => width === 0 || height === 0)).toBe(
          true,
        );
        expect(onBorder(from, points[0])).toBe(true);
        expect(onBorder(to, points.at(-1))).toBe(true);
      }
  });

  it("have no line behind a box that it has nothing to do with", () => {
    for (const { flows, around, routes } of found)
      for (const { id, from, to } of flows) {
        const foreign = around.boxes.filter((one) => !contains(one, from) && !contains(one, to));
        const parts = partsOf(pointsOf(routes, id));
        expect(foreign.filter((one) => parts.some((part) => overlaps(part, one)))).toEqual([]);
      }
  });

  it("have no lines that lie upon each other", () => {
    const upon = found.map(({ routes }) => sharedTracks([...routes.values()]));

    expect(upon.flat()).toEqual([]);
  });

  it("have labels clear of boxes, of the words of zones and of each other", () => {
    for (const { flows, around, routes } of found) {
      const chips = chipsOf(flows, routes);
      const fixed = [...around.boxes, ...around.zones.flatMap(({ words }) => words)];
      expect(chips.filter((chip) => fixed.some((one) => overlaps(one, chip)))).toEqual([]);
      const pairs = chips.filter((chip) =>
        chips.some((other) => other !== chip && overlaps(other, chip)),
      );
      expect(pairs).toEqual([]);
    }
  });

  it("show most labels", () => {
    const shown = found.flatMap(({ routes }) => [...routes.values()].map(({ label }) => label));

    expect(shown.filter((label) => label !== null).length).toBeGreaterThan(shown.length * 0.6);
  });

  it("are drawn the same again", () => {
    const again = SEEDS.map((seed) => laidOut(seed)).map(({ flows, around }) =>
      routesOf(flows, around),
    );

    expect(again).toEqual(found.map(({ routes }) => routes));
  });

  it("have a line for every flow even when boxes lie upon and within each other", () => {
    for (const { flows, around } of SEEDS.map(thrownTogether)) {
      const routes = routesOf(flows, around);
      for (const { id } of flows) {
        expect(pointsOf(routes, id).length).toBeGreaterThan(1);
        expect(routes.get(id)?.path).toMatch(/^M-?[\d.]+,-?[\d.]+( [LQ]?-?[\d.]+,-?[\d.]+)+$/);
      }
    }
  });

  it("keep a line for every flow when the search may look no further", () => {
    const { flows, around } = dense();
    const routes = routesOf(flows, around);

    expect(flows.filter(({ id }) => pointsOf(routes, id).length < 2)).toEqual([]);
  });
});

/** Several hundred boxes with little between them. */
function dense(): Sample {
  const boxes = Array.from({ length: 400 }, (_, index) => ({
    x: (index % 20) * 196 + ((index * 7) % 11),
    y: Math.floor(index / 20) * 76 + ((index * 5) % 7),
    width: 180,
    height: 60,
  }));
  const flows = Array.from({ length: 290 }, (_, index) =>
    flow(`flow-${index}`, boxes[index], boxes[(index * 37 + 11) % 400]),
  );
  return { flows, around: among(boxes) };
}

function onBorder(rect: Rect, point: Point | undefined): boolean {
  return (
    point !== undefined &&
    touches(grown(rect, 0.01), { ...point, width: 0, height: 0 }) &&
    !overlaps(grown(rect, -0.01), { ...point, width: 0, height: 0 })
  );
}

/** Return where parts of two lines run on one track for more than a few pixels. */
function sharedTracks(routes: readonly Route[]): [string, string][] {
  return routes.flatMap((one, index) =>
    routes.slice(index + 1).flatMap((other): [string, string][] => {
      const both = partsOf(one.points).some((part) =>
        partsOf(other.points).some((another) => isUpon(part, another)),
      );
      return both ? [[one.path, other.path]] : [];
    }),
  );
}

function isUpon(a: Rect, b: Rect): boolean {
  const upright = a.width === 0;
  if (upright !== (b.width === 0)) return false;
  const [apart, start, end] = upright
    ? [Math.abs(a.x - b.x), Math.max(a.y, b.y), Math.min(a.y + a.height, b.y + b.height)]
    : [Math.abs(a.y - b.y), Math.max(a.x, b.x), Math.min(a.x + a.width, b.x + b.width)];
  return apart < 2 && end - start > 6;
}

function chipsOf(flows: readonly Ends[], routes: ReadonlyMap<string, Route>): Rect[] {
  return flows.flatMap(({ id, labels }) => {
    const route = routes.get(id);
    if (!route || route.label === null) return [];
    const width = labels[route.label] ?? 0;
    const { x, y } = route.middle;
    return [{ x: x - width / 2, y: y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT }];
  });
}

describe("the line between two rectangles", () => {
  const routes = routing([flow("one")], among([LEFT, MIDDLE, RIGHT]), null);
  const route = routes.routes.get("one") ?? null;

  it("is the way as long as both ends stay where they were", () => {
    expect(lineBetween(LEFT, RIGHT, { shift: 0, route })).toBe(route);
  });

  it("is a plain way without a label while an end is dragged", () => {
    const moved = box(600, 300);
    const line = lineBetween(LEFT, moved, { shift: 0, route });

    expect(cornersBetween(LEFT, moved, route)).toHaveLength(4);
    expect(line.label).toBeNull();
  });

  it("is a curve in a drawing with very many flows", () => {
    const many = Array.from({ length: 301 }, (_, index) => flow(`flow-${index}`));

    expect(routing(many, among([LEFT, RIGHT]), null).routes.size).toBe(0);
    expect(lineBetween(LEFT, RIGHT, { shift: 0, route: null })).toMatchObject(
      flowCurve(LEFT, RIGHT, 0),
    );
  });

  it("is not sought again while nothing moves", () => {
    expect(routing([flow("one")], among([LEFT, MIDDLE, RIGHT]), routes)).toBe(routes);
  });
});
