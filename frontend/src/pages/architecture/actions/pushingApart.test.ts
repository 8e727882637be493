import { describe, expect, it, vi } from "vitest";
import { fragmentOf, fragmentText } from "@/model/canvas/clipboard";
import { element, snapshotOf } from "@/model/canvas/drawing.fixture";
import { EditedDrawing } from "@/model/canvas/edited.fixture";
import { placeOf } from "@/model/canvas/editSnapshot";
import type { Snapshot } from "@/model/graph/snapshot";
import { grab, movedOps, moveTo } from "../canvas/gestures/moving";
import { placeAt } from "../canvas/gestures/placing";
import { addElement, spotFor } from "./addElement";
import { alignSelection } from "./alignSelection";
import { distributeSelection } from "./distributeSelection";
import { duplicateSelection } from "./duplicateSelection";
import { editorOn } from "./editor.fixture";
import { moveInto } from "./moveSelectionInto";
import { nudgeSelection } from "./nudgeSelection";
import { paste } from "./paste";
import { placeElement } from "./placeElement";
import { resizeSelection } from "./resizeSelection";
import type { ActionTarget, EditorAction } from "./types";

const FREE = { free: true, reach: 0 };

// A namespace with two workloads one upon the other, and a second namespace right beside it.
const STACKED = snapshotOf(
  [
    element("cluster", { kind: "cluster", x: 0, y: 0, width: 576, height: 320 }),
    element("shop", {
      kind: "namespace",
      parent: "cluster",
      x: 20,
      y: 36,
      width: 240,
      height: 240,
    }),
    element("web", { kind: "workload", parent: "shop", x: 40, y: 72 }),
    element("api", { kind: "workload", parent: "shop", x: 40, y: 152 }),
    element("bank", {
      kind: "namespace",
      parent: "cluster",
      x: 276,
      y: 36,
      width: 240,
      height: 240,
    }),
    element("pay", { kind: "workload", parent: "bank", x: 296, y: 72 }),
    element("people", { kind: "actor", x: 592, y: 80 }),
  ],
  [],
);

/** Do something in the editor, and see what became of the drawing. */
async function drawnAfter(
  drawing: Snapshot,
  chosen: readonly string[],
  act: (editor: ActionTarget) => void,
): Promise<EditedDrawing> {
  const editor = editorOn({ drawing, chosen });
  act(editor);
  await vi.waitFor(() => expect(editor.edit).toHaveBeenCalledOnce());
  const [ops = []] = vi.mocked(editor.edit).mock.lastCall ?? [];
  const edited = new EditedDrawing(drawing);
  edited.edit(ops);
  return edited;
}

function dropped(editor: ActionTarget, kind: string, x: number, y: number): void {
  const { editSnapshot, canvas } = editor;
  placeElement(editor, placeAt(editSnapshot, canvas.nodes, { kind, name: kind }, { x, y }, FREE));
}

function press(actions: readonly EditorAction[], key: string): EditorAction {
  return actions.find(({ keys }) => keys.includes(key)) as EditorAction;
}

describe("nothing comes to lie on anything else", () => {
  it("when containers are dropped into two workloads, one upon the other", async () => {
    const once = await drawnAfter(STACKED, [], (editor) => dropped(editor, "container", 140, 104));
    const twice = await drawnAfter(once.snapshot, [], (editor) => {
      const api = placeOf(editor.editSnapshot, "api");
      dropped(editor, "container", api.x + 100, api.y + 32);
    });

    expect(once.faults()).toEqual([]);
    expect(twice.faults()).toEqual([]);
    expect(twice.snapshot.elements.filter(({ parent }) => parent === "api")).toHaveLength(1);
  });

  it("when a workload is copied and pasted", async () => {
    const pasted = await drawnAfter(STACKED, ["web"], (editor) => {
      const { model, editSnapshot } = editor;
      paste(editor, fragmentText(fragmentOf(model, editSnapshot, ["web"], new Map())));
    });
    const copied = await drawnAfter(STACKED, ["web", "api"], duplicateSelection.run);

    expect(pasted.faults()).toEqual([]);
    expect(copied.faults()).toEqual([]);
  });

  it("when something is added by key", async () => {
    const drawing = await drawnAfter(STACKED, ["web"], (editor) =>
      addElement(editor, "ci-pipeline", spotFor(editor, "ci-pipeline")),
    );

    expect(drawing.faults()).toEqual([]);
  });

  it("when something is dragged upon something else, and stays where it was let go", async () => {
    const drawing = await drawnAfter(STACKED, [], (editor) => {
      const drag = grab(editor.editSnapshot, editor.canvas.nodes, [], "api", { x: 60, y: 160 });
      editor.edit(movedOps(drag, moveTo(drag, { x: 300, y: 100 }, FREE)), "");
    });

    expect(drawing.faults()).toEqual([]);
    expect(drawing.canvas.placement.shown.get("api")).toMatchObject({ x: 280, y: 92 });
  });

  it("when something is moved or made larger by keys, or put elsewhere by name", async () => {
    const nudged = await drawnAfter(STACKED, ["web"], press(nudgeSelection, "shift+ArrowDown").run);
    const larger = await drawnAfter(
      STACKED,
      ["shop"],
      press(resizeSelection, "mod+shift+ArrowRight").run,
    );
    const moved = await drawnAfter(STACKED, ["people"], (editor) =>
      moveInto(editor, ["people"], "bank"),
    );

    expect([nudged, larger, moved].flatMap((drawing) => drawing.faults())).toEqual([]);
  });

  it("when boxes of one row are aligned to the left, or too many are distributed", async () => {
    const row = snapshotOf(
      [0, 250, 480].map((x, index) => element(`box-${index}`, { x, y: index * 4 })),
      [],
    );
    const chosen = ["box-0", "box-1", "box-2"];

    const aligned = await drawnAfter(row, chosen, press(alignSelection, "a l").run);
    const wide = snapshotOf(
      [0, 216, 230].map((x, index) => element(`box-${index}`, { x, y: index === 2 ? 80 : 0 })),
      [],
    );
    const distributed = await drawnAfter(wide, chosen, press(distributeSelection, "a h").run);

    expect([aligned, distributed].flatMap((drawing) => drawing.faults())).toEqual([]);
    expect(chosen.map((uid) => aligned.canvas.placement.shown.get(uid)?.x)).toEqual([0, 0, 0]);
  });
});
