import { describe, expect, it, vi } from "vitest";
import { openDocument } from "../document.fixture";
import { EDITOR_ACTIONS } from ".";
import { clearSelection } from "./clearSelection";
import { findElement } from "./findElement";
import { fitAll } from "./fitAll";
import { redo } from "./redo";
import { revealSelection } from "./revealSelection";
import { toggleOutline } from "./toggleOutline";
import type { ActionTarget } from "./types";
import { undo } from "./undo";
import { zoomIn } from "./zoomIn";
import { zoomOut } from "./zoomOut";

function target(part: Partial<ActionTarget> = {}): ActionTarget {
  return {
    document: openDocument(),
    snapshot: { seq: 1, elements: [], flows: [], relations: [] },
    selection: null,
    select: vi.fn(),
    view: {
      fit: vi.fn(),
      zoomIn: vi.fn(),
      zoomOut: vi.fn(),
      reveal: vi.fn(),
      keepInSight: vi.fn(),
    },
    openSearch: vi.fn(),
    toggleOutline: vi.fn(),
    ...part,
  };
}

describe("editor actions", () => {
  it("have keys of their own", () => {
    const keys = EDITOR_ACTIONS.flatMap((action) => action.keys);

    expect(new Set(keys).size).toBe(keys.length);
  });

  it("do what their label says", () => {
    const editor = target();
    for (const action of [
      undo,
      redo,
      findElement,
      fitAll,
      zoomIn,
      zoomOut,
      toggleOutline,
      clearSelection,
    ])
      action.run(editor);

    expect(editor.document.undo).toHaveBeenCalledOnce();
    expect(editor.document.redo).toHaveBeenCalledOnce();
    expect(editor.openSearch).toHaveBeenCalledOnce();
    expect(editor.view.fit).toHaveBeenCalledOnce();
    expect(editor.view.zoomIn).toHaveBeenCalledOnce();
    expect(editor.view.zoomOut).toHaveBeenCalledOnce();
    expect(editor.toggleOutline).toHaveBeenCalledOnce();
    expect(editor.select).toHaveBeenCalledWith(null);
  });

  it("go to both ends of a selected flow, and nowhere without a selection", () => {
    const flow = {
      id: "1",
      uid: "f",
      source: "a",
      destination: "b",
    } as ActionTarget["snapshot"]["flows"][number];
    const empty = target();
    const chosen = target({
      snapshot: { seq: 1, elements: [], flows: [flow], relations: [] },
      selection: { type: "flow", uid: "f", id: "1", flow },
    });

    revealSelection.run(empty);
    revealSelection.run(chosen);

    expect(empty.view.reveal).not.toHaveBeenCalled();
    expect(chosen.view.reveal).toHaveBeenCalledWith(["a", "b"]);
  });
});
