/** A finger that rests: what the right button is to a mouse. Not every browser tells of it. */
import type { Pointer } from "../../editorState/useGestures";

/** A little longer than where browsers tell of it themselves. */
export const PRESS_MS = 550;
/** Screen pixels that a resting finger may stray. */
const STRAY = 8;

/** Call `run` once the finger has rested, unless it moves, lifts, gets presence, or the browser tells of it first. */
export function onLongPress(start: Pointer, run: () => void): void {
  const ending = new AbortController();
  const { signal } = ending;
  const end = (): void => {
    clearTimeout(timer);
    ending.abort();
  };
  const timer = setTimeout(() => {
    end();
    // What lies under the finger when it lifts, such as the menu that came, is not tapped.
    window.addEventListener("touchend", (event) => event.preventDefault(), LIFTED);
    run();
  }, PRESS_MS);
  const strayed = ({ clientX, clientY }: PointerEvent): boolean =>
    Math.hypot(clientX - start.clientX, clientY - start.clientY) > STRAY;
  window.addEventListener("pointermove", (event) => strayed(event) && end(), { signal });
  window.addEventListener("pointerdown", (event) => event.pointerId !== start.pointerId && end(), {
    signal,
  });
  for (const moment of ["pointerup", "pointercancel", "contextmenu"] as const)
    window.addEventListener(moment, end, { signal });
}

const LIFTED = { capture: true, once: true, passive: false } as const;
