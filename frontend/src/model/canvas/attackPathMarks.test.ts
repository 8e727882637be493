import { describe, expect, it } from "vitest";
import { treeOf } from "@/model/graph/snapshot";
import { drawnUid, pathMatch, stepMarks } from "./attackPathMarks";
import { editSnapshotOf } from "./drawing.fixture";

const { editSnapshot, nodes, edges } = editSnapshotOf();
const { tree, snapshot } = editSnapshot;
const drawn = new Map(nodes.map((node) => [node.id, node]));
const drawing = { tree, drawn, edges };
const flow = snapshot.flows[0];
const inside = [...tree.byUid.values()].find(({ parent }) => parent !== null);

if (!flow || !inside?.parent)
  throw new Error("the drawing has a flow and something inside a frame");

const move = { source: flow.source, target: flow.destination, subject: flow.uid, possible: false };
const stay = { ...move, source: flow.destination, subject: flow.destination, possible: true };

describe("an attack path on the drawing", () => {
  it("lets everything step back but its elements, its flows and the frames around them", () => {
    const match = pathMatch(tree, [{ ...move, source: inside.uid }]);

    expect(match.found).toEqual(new Set([inside.uid, flow.destination, flow.uid]));
    expect(match.shown).toContain(inside.parent);
    expect(match.flows).toBe(1);
  });

  it("has a line for a step from element to element, and a number alone where it stays", () => {
    const marks = stepMarks(drawing, [move, stay]);

    expect(marks.map(({ number, possible }) => [number, possible])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(marks[0]?.path).toMatch(/^M/);
    expect(marks[1]?.path).toBeNull();
  });

  it("sets the numbers of one place side by side", () => {
    const [first, second] = stepMarks(drawing, [stay, stay]);

    expect(second?.at).toEqual(first?.at);
    expect([first?.beside, second?.beside]).toEqual([0, 1]);
  });

  it("draws what is not drawn at the nearest frame around it, and leaves out what has none", () => {
    const without = new Map([...drawn].filter(([uid]) => uid !== inside.uid));

    expect(drawnUid({ tree, drawn: without }, inside.uid)).toBe(inside.parent);
    expect(stepMarks({ ...drawing, drawn: new Map() }, [move])).toEqual([]);
    expect(drawnUid({ tree: treeOf([], []), drawn }, "nowhere")).toBeNull();
  });
});
