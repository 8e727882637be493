import { describe, expect, it, vi } from "vitest";
import { element, flow, SHOP, snapshotOf } from "@/model/canvas/drawing.fixture";
import type { Op } from "@/model/graph/ops";
import { undoToast } from "@/ui/undoToast";
import { ARRANGING_ACTIONS, EDITOR_ACTIONS } from "./";
import { addElement, addHere, spotFor } from "./addElement";
import { clearSelection } from "./clearSelection";
import { connect, connectSelection } from "./connectSelection";
import { deleteRelation } from "./deleteRelation";
import { deleteSelection } from "./deleteSelection";
import { duplicateSelection } from "./duplicateSelection";
import { editorOn } from "./editor.fixture";
import { fitAll } from "./fitAll";
import { layOutAll, layOutSelection } from "./layOut";
import { moveInto, moveSelectionInto } from "./moveSelectionInto";
import { nudgeSelection } from "./nudgeSelection";
import { openElementSearch } from "./openElementSearch";
import { placeElement } from "./placeElement";
import { redo } from "./redo";
import { renameSelection } from "./renameSelection";
import { revealSelection } from "./revealSelection";
import { selectAll } from "./selectAll";
import { isOnCanvas } from "./selectionQueries";
import { collapseMany, expandAll, toggleCollapse } from "./toggleCollapse";
import { toggleOutline } from "./toggleOutline";
import { togglePalette } from "./togglePalette";
import type { ActionTarget } from "./types";
import { undo } from "./undo";
import { zoomIn } from "./zoomIn";
import { zoomOut } from "./zoomOut";
import { zoomToSelection } from "./zoomToSelection";

vi.mock("@/ui/undoToast", () => ({ hideOffer: vi.fn(), undoToast: vi.fn() }));

/** What was done with the document: the operations and how they are called. */
function done(editor: ActionTarget): { ops: Op[]; label: string } {
  const [ops, label] = vi.mocked(editor.edit).mock.lastCall ?? [[], ""];
  return { ops: [...ops], label };
}

describe("editor actions", () => {
  it("have keys of their own", () => {
    const keys = EDITOR_ACTIONS.flatMap((action) => action.keys);

    expect(new Set(keys).size).toBe(keys.length);
  });

  it("do what their label says", () => {
    const editor = editorOn();
    for (const action of [
      undo,
      redo,
      openElementSearch,
      fitAll,
      zoomIn,
      zoomOut,
      toggleOutline,
      clearSelection,
    ])
      action.run(editor);
    togglePalette.run(editor);

    expect(editor.document.undo).toHaveBeenCalledOnce();
    expect(editor.document.redo).toHaveBeenCalledOnce();
    expect(editor.openSearch).toHaveBeenCalledOnce();
    expect(editor.view.fit).toHaveBeenCalledOnce();
    expect(editor.view.zoomIn).toHaveBeenCalledOnce();
    expect(editor.view.zoomOut).toHaveBeenCalledOnce();
    expect(editor.toggleOutline).toHaveBeenCalledOnce();
    expect(editor.togglePalette).toHaveBeenCalledOnce();
    expect(editor.select).toHaveBeenCalledWith(null);
  });

  it("go to both ends of a selected flow, and nowhere without a selection", () => {
    const empty = editorOn();
    const chosen = editorOn({ chosen: ["people->api"] });

    revealSelection.run(empty);
    revealSelection.run(chosen);
    zoomToSelection.run(chosen);

    expect(empty.select).not.toHaveBeenCalled();
    expect(zoomToSelection.applies?.(empty)).toBe(false);
    expect(chosen.select).toHaveBeenCalledWith("people->api", { reveal: true });
    expect(chosen.view.reveal).toHaveBeenCalledWith(["people", "api"]);
  });

  it("have nothing to do without a selection", () => {
    const editor = editorOn();
    const needing = [
      renameSelection,
      connectSelection,
      moveSelectionInto,
      duplicateSelection,
      deleteSelection,
      toggleCollapse,
      ...nudgeSelection,
      ...ARRANGING_ACTIONS,
    ];

    expect(needing.filter((action) => action.applies?.(editor) ?? true)).toEqual([]);
  });
});

describe("adding", () => {
  it("goes into what is selected, or the nearest around it that may hold it", () => {
    const inWorkload = editorOn({ chosen: ["api"] });
    const beside = editorOn({ chosen: ["api"] });

    addElement(inWorkload, "container", spotFor(inWorkload, "container"));
    addElement(beside, "secret", spotFor(beside, "secret"));

    expect(done(inWorkload).ops[0]).toMatchObject({ props: { parent: "api" } });
    expect(done(beside).ops[0]).toMatchObject({ props: { parent: "shop", name: "Secret" } });
    expect(done(beside).label).toBe("Add Secret to shop");
    expect(beside.rename).toHaveBeenCalledWith(vi.mocked(beside.select).mock.lastCall?.[0]);
  });

  it("goes to the middle of what is seen when nothing is selected", () => {
    const editor = editorOn();

    addElement(editor, "secret", spotFor(editor, "secret"));
    addHere.run(editor);

    expect(done(editor).ops[0]).toMatchObject({ props: { parent: "shop" } });
    expect(editor.pick).toHaveBeenCalledWith(expect.objectContaining({ type: "add", from: null }));
  });

  it("goes beside what is selected where that does not hold it, in what is around it", () => {
    const editor = editorOn({ chosen: ["key"] });

    addElement(editor, "secret", spotFor(editor, "secret"));

    const [op] = done(editor).ops;
    expect(op).toMatchObject({ props: { parent: "shop" } });
    const { props } = op as { props: { x: number } };
    expect(props.x).toBeGreaterThanOrEqual(300 + 184);
  });

  it("puts people among machines only where a person chooses that", () => {
    const editor = editorOn({ chosen: ["cluster"] });
    const adding = { at: { x: 0, y: 0 }, here: false, from: null };

    expect(spotFor(editor, "actor").parent).toBeNull();
    expect(spotFor(editor, "actor", adding, "cluster").parent).toBe("cluster");
    expect(spotFor(editor, "secret", adding, "api").parent).toBe("shop");
    expect(spotFor(editor, "secret", adding, null)).toEqual({ parent: null, at: adding.at });
  });

  it("draws the flow that leads to it in the same step", () => {
    const editor = editorOn();

    const adding = { at: { x: 700, y: 500 }, here: true, from: "people" };
    addElement(editor, "workload", spotFor(editor, "workload", adding), { from: "people" });

    const { ops } = done(editor);
    const { uid } = ops[0] as { uid: string };
    expect(ops.at(-1)).toMatchObject({ on: "flow", props: { source: "people", destination: uid } });
  });

  it("does not put a dragged kind where it cannot be, and says why", () => {
    const editor = editorOn();
    const rect = { x: 50, y: 80, width: 184, height: 40 };
    const target = { uid: "api", problem: "A secret cannot sit in a workload" };

    const secret = { kind: "secret", name: "Secret" };
    placeElement(editor, { type: "place", ...secret, rect, guides: [], target });

    expect(editor.edit).not.toHaveBeenCalled();
    expect(editor.announce).toHaveBeenCalledWith(target.problem);
  });
});

describe("changing the selection", () => {
  it("deletes what is inside as well and says what goes along", () => {
    const editor = editorOn({ chosen: ["shop"] });

    deleteSelection.run(editor);

    expect(done(editor).ops).toHaveLength(4);
    expect(editor.announce).toHaveBeenLastCalledWith(
      "Delete shop, with 3 elements inside and 1 flow",
    );
  });

  it("duplicates with what is inside, under new uids and a new name", async () => {
    const editor = editorOn({ chosen: ["api"] });

    duplicateSelection.run(editor);
    await vi.waitFor(() => expect(editor.edit).toHaveBeenCalled());

    const { ops, label } = done(editor);
    expect(label).toBe("Duplicate api");
    expect(ops.slice(0, 2)).toMatchObject([
      { props: { name: "api copy", parent: "shop" } },
      { props: { parent: (ops[0] as { uid: string }).uid } },
    ]);
  });

  it("moves by the arrow keys, what is inside along", () => {
    const editor = editorOn({ chosen: ["api", "api/app"] });
    const right = nudgeSelection.find((action) => action.keys.includes("ArrowRight"));

    right?.run(editor);

    expect(done(editor).ops).toEqual([{ op: "shift", on: "element", uid: "api", by: [8, 0] }]);
  });

  it("aligns and distributes", () => {
    const three = ["a", "b", "c"].map((uid, index) =>
      element(uid, { x: index * index * 300, y: index * 10 }),
    );
    const editor = editorOn({ drawing: snapshotOf(three, []), chosen: ["a", "b", "c"] });

    for (const action of ARRANGING_ACTIONS) action.run(editor);

    const labels = vi.mocked(editor.edit).mock.calls.map(([, label]) => label);
    expect(labels).toEqual(ARRANGING_ACTIONS.map((action) => action.label));
  });

  it("lets the server arrange everything or what is selected", () => {
    const editor = editorOn({ chosen: ["shop"] });

    layOutAll.run(editor);
    layOutSelection.run(editor);

    expect(vi.mocked(editor.layOut).mock.calls).toEqual([[null], [["shop"]]]);
    expect(layOutSelection.applies?.(editorOn({ chosen: ["key"] }))).toBe(false);
  });

  it("moves into another element by name", () => {
    const editor = editorOn({ chosen: ["key"] });

    moveSelectionInto.run(editor);
    moveInto(editor, ["key"], "cluster");

    expect(editor.pick).toHaveBeenCalledWith({ type: "into", uids: ["key"] });
    expect(done(editor)).toMatchObject({
      label: "Move key into cluster",
      ops: [{ props: { parent: "cluster" } }],
    });
  });

  it("says so when a second flow is drawn between the same ends, with the way back", () => {
    const editor = editorOn();
    vi.mocked(undoToast).mockClear();

    connect(editor, "people", "api", null);

    expect(done(editor).ops[0]).toMatchObject({ on: "flow" });
    expect(undoToast).toHaveBeenCalledWith(
      expect.stringContaining("from people to api already"),
      editor.document.undo,
    );
  });

  it("connects to another element by name", () => {
    const editor = editorOn({ chosen: ["people"] });

    connectSelection.run(editor);
    connect(editor, "people", "api", { x: 0, y: 0 });

    expect(editor.pick).toHaveBeenCalledWith({ type: "connect", from: "people" });
    expect(done(editor).label).toBe("Connect people to api");
    expect(connectSelection.applies?.(editorOn({ chosen: ["key"] }))).toBe(false);
  });

  it("relates where the catalogue allows nothing else", () => {
    const editor = editorOn({ chosen: ["api"] });

    connect(editor, "api", "key", { x: 0, y: 0 });

    expect(done(editor)).toEqual({
      label: "Connect api to key, reads secret",
      ops: [{ op: "set", on: "relation", type: "reads_secret", source: "api", target: "key" }],
    });
    expect(editor.select).toHaveBeenCalledWith("relation:reads_secret:api->key");
  });

  it("asks where there are several ways", () => {
    const drawing = snapshotOf([...SHOP, element("deployer", { kind: "ci-pipeline" })]);
    const editor = editorOn({ drawing });
    const at = { x: 3, y: 4 };

    connect(editor, "deployer", "api", at);

    expect(editor.edit).not.toHaveBeenCalled();
    expect(editor.offerConnections).toHaveBeenCalledWith({ from: "deployer", to: "api", at });
    connect(editor, "deployer", "api", null);
    expect(editor.pick).toHaveBeenCalledWith({ type: "way", from: "deployer", to: "api" });
  });

  it("deletes a relation, selected or where it is listed", () => {
    const relation = { type: "reads_secret", source: "api", target: "key" } as const;
    const drawing = { ...snapshotOf(), relations: [relation] };
    const gone = [{ op: "del", on: "relation", ...relation }];

    const selected = editorOn({ drawing, chosen: ["relation:reads_secret:api->key"] });
    deleteSelection.run(selected);
    const listed = editorOn({ drawing, chosen: ["api"] });
    deleteRelation(listed, relation);

    expect(done(selected)).toEqual({ label: "Delete the relation", ops: gone });
    expect(done(listed)).toEqual({ label: "Delete the relation of api and key", ops: gone });
    expect(listed.select).not.toHaveBeenCalled();
  });

  it("selects what stands on the canvas itself", () => {
    const editor = editorOn({ drawing: snapshotOf(SHOP, [flow("people", "api")]) });

    selectAll.run(editor);

    expect(editor.selectMany).toHaveBeenCalledWith(["cluster", "people"]);
  });
});

describe("collapsing", () => {
  it("turns what is selected, many or all of it", () => {
    const editor = editorOn({ chosen: ["shop"] });

    toggleCollapse.run(editor);
    collapseMany.run(editor);
    expandAll.run(editor);
    toggleCollapse.run(editorOn({ chosen: ["shop"], collapsed: new Set(["shop"]) }));

    const sets = vi.mocked(editor.setCollapsed).mock.calls.map(([uids]) => [...uids]);
    expect(sets).toEqual([["shop"], ["api"], []]);
  });
});

describe("keys meant for the canvas", () => {
  it("are heard while the focus is on it or on what is around it, not beside it", () => {
    document.body.innerHTML =
      '<main tabindex="-1"><div data-canvas><button>a</button></div><button>b</button></main>';
    const [main, inside, beside] = ["main", "[data-canvas] button", "main > button"].map((one) =>
      document.querySelector<HTMLElement>(one),
    );
    const heard = [main, inside, beside].map((focused) => {
      focused?.focus();
      return isOnCanvas();
    });
    document.body.innerHTML = "";

    expect(heard).toEqual([true, true, false]);
  });
});
