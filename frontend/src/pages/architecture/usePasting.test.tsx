import { act, renderHook } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { editSnapshotOf } from "@/model/canvas/drawing.fixture";
import type { FactsByUid } from "@/model/canvas/pasteFacts";
import type { Snapshot } from "@/model/graph/snapshot";
import { copySelection, cutSelection } from "./actions/copySelection";
import { editorOn } from "./actions/editor.fixture";
import type { ActionTarget } from "./actions/types";
import { usePasting } from "./usePasting";

vi.mock("@/ui/undoToast", () => ({ hideOffer: vi.fn(), undoToast: vi.fn() }));

/** What is on the clipboard of the system. */
let system = "";

beforeEach(() => {
  system = "what was copied before";
  const writeText = async (text: string): Promise<void> => {
    system = text;
  };
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
});

it("pastes what is still being copied, not what was copied before", async () => {
  const facts = arriving();
  const editor = editorOn({ chosen: ["api"], readFacts: () => facts.promise });
  renderHook(() => usePasting(editor));
  copySelection.run(editor);
  press();
  expect(editor.edit).not.toHaveBeenCalled();

  await act(async () => facts.arrive());

  expect(namesAdded(editor)).toEqual(["api copy", "api/app"]);
});

it("keeps the copy that was begun last, however long an earlier one takes", async () => {
  const slow = arriving();
  const first = editorOn({ chosen: ["api"], readFacts: () => slow.promise });
  const second = editorOn({ chosen: ["people"] });
  renderHook(() => usePasting(second));
  copySelection.run(first);
  copySelection.run(second);

  await act(async () => slow.arrive());
  press();

  expect(namesAdded(second)).toEqual(["people copy"]);
});

it("pastes a cut once it is taken away, under its own name", async () => {
  const facts = arriving();
  const before = editorOn({ chosen: ["api"], readFacts: () => facts.promise });
  const after = editorOn({ drawing: without("api") });
  renderHook(() => {
    const [editor, setEditor] = useState(before);
    vi.mocked(before.edit).mockImplementation(() => setEditor(after));
    usePasting(editor);
  });
  cutSelection.run(before);
  press();

  await act(async () => facts.arrive());

  expect(namesAdded(after)).toEqual(["api", "api/app"]);
});

it("pastes nothing when what was to be copied could not be read", async () => {
  const readFacts = async (): Promise<FactsByUid> => Promise.reject(new Error("no connection"));
  const editor = editorOn({ chosen: ["api"], readFacts });
  renderHook(() => usePasting(editor));

  copySelection.run(editor);
  press();
  await act(async () => undefined);

  expect(editor.edit).not.toHaveBeenCalled();
});

/** Facts that are read, until they are let through. */
function arriving(): { promise: Promise<FactsByUid>; arrive: () => void } {
  let arrive = (): void => undefined;
  const promise = new Promise<FactsByUid>((resolve) => {
    arrive = () => resolve(new Map());
  });
  return { promise, arrive };
}

/** Paste as a browser does, with what the system has. */
function press(): void {
  const event = new Event("paste", { cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => system } });
  act(() => {
    window.dispatchEvent(event);
  });
}

function namesAdded(editor: ActionTarget): string[] {
  const [ops = []] = vi.mocked(editor.edit).mock.lastCall ?? [];
  return ops.flatMap((op) =>
    op.op === "set" && op.on === "element" && op.props.kind ? [String(op.props.name)] : [],
  );
}

function without(uid: string): Snapshot {
  const { snapshot } = editSnapshotOf().editSnapshot;
  return {
    ...snapshot,
    elements: snapshot.elements.filter((one) => one.uid !== uid),
    flows: snapshot.flows.filter((one) => ![one.source, one.destination].includes(uid)),
  };
}
