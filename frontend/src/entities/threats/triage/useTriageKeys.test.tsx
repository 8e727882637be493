import { renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { shortcuts } from "@/ui/shortcuts";
import type { Triage } from "./useTriage";
import { useTriageKeys } from "./useTriageKeys";

const KEYS = ["n", "i", "o", "a", "d", "m", "t", "c", "u"];
const keysNow = () => shortcuts.list().map(({ keys }) => keys);
const triage = (more: Partial<Triage> = {}) =>
  ({ asking: null, start: vi.fn(), undo: vi.fn(), ...more }) as unknown as Triage;

afterEach(() => expect(keysNow()).toEqual([]));

describe("the keys of triage", () => {
  it("are there while the page is, and start what they name", () => {
    const one = triage();
    const { unmount } = renderHook(() => useTriageKeys(one, true));

    expect(keysNow()).toEqual(KEYS);
    shortcuts
      .list()
      .find(({ keys }) => keys === "i")
      ?.run();
    expect(one.start).toHaveBeenCalledWith("needs-info");
    unmount();
  });

  it("are none for those who may not decide, and while a dialog asks", () => {
    const asking = triage({ asking: { mode: "due" } as Triage["asking"] });

    renderHook(() => useTriageKeys(triage(), false));
    renderHook(() => useTriageKeys(asking, true));
    expect(keysNow()).toEqual([]);
  });
});
