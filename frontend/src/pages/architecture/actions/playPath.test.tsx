import { describe, expect, it, vi } from "vitest";
import { EDITOR_ACTIONS } from ".";
import { editorOn } from "./editor.fixture";
import { closePath, nextPathStep, PATH_ACTIONS, previousPathStep } from "./playPath";
import type { ActionTarget } from "./types";

/** An editor that shows a path of two steps at one of them. */
function playing(at: number) {
  const go = vi.fn();
  const close = vi.fn();
  const path = { at, go, close, steps: [{}, {}] } as unknown as NonNullable<ActionTarget["path"]>;
  return { go, close, path };
}

describe("playing an attack path", () => {
  it("goes from the whole path to its last step and back, and no further", () => {
    const went = [0, 1, 2].map((at) => {
      const { go, path } = playing(at);
      nextPathStep.run(editorOn({ path }));
      previousPathStep.run(editorOn({ path }));
      return go.mock.calls.flat();
    });

    expect(went).toEqual([[1], [2, 0], [1]]);
  });

  it("closes", () => {
    const { close, path } = playing(1);

    closePath.run(editorOn({ path }));

    expect(close).toHaveBeenCalledOnce();
  });

  it("takes keys of the canvas only while a path is shown and nothing is selected", () => {
    const { path } = playing(1);
    const applies = (editor: ActionTarget) => PATH_ACTIONS.map((one) => one.applies?.(editor));

    expect(applies(editorOn())).toEqual([false, false, false]);
    expect(applies(editorOn({ path }))).toEqual([true, true, true]);
    expect(applies(editorOn({ path, chosen: ["compose:web"] }))).toEqual([false, false, false]);
    expect(EDITOR_ACTIONS).not.toContain(closePath);
  });
});
