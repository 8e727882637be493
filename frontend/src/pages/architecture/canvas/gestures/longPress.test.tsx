import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onLongPress, PRESS_MS } from "./longPress";

const START = { clientX: 10, clientY: 10, altKey: false, pointerId: 1 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pressed(...moments: Event[]): number {
  const run = vi.fn();
  onLongPress(START, run);
  for (const moment of moments) window.dispatchEvent(moment);
  vi.advanceTimersByTime(PRESS_MS + 1);
  return run.mock.calls.length;
}

function pointer(type: string, init: PointerEventInit): PointerEvent {
  return new PointerEvent(type, { clientX: 10, clientY: 10, pointerId: 1, ...init });
}

it("comes once when a finger rests, also when it trembles", () => {
  expect(pressed()).toBe(1);
  expect(pressed(pointer("pointermove", { clientX: 14 }))).toBe(1);
});

it("does not come when the finger moves, lifts or gets presence, or when the browser tells of it", () => {
  expect(pressed(pointer("pointermove", { clientX: 40 }))).toBe(0);
  expect(pressed(pointer("pointerup", {}))).toBe(0);
  expect(pressed(pointer("pointerdown", { pointerId: 2 }))).toBe(0);
  expect(pressed(new MouseEvent("contextmenu"))).toBe(0);
});

it("lets what comes under the finger be, once", () => {
  expect(pressed()).toBe(1);
  const lifts = [1, 2].map(() => new Event("touchend", { cancelable: true }));
  for (const lift of lifts) window.dispatchEvent(lift);
  expect(lifts.map((lift) => lift.defaultPrevented)).toEqual([true, false]);
});
