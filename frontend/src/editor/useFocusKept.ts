/**
 * Keeps the focus from falling off the page: when a key makes what had it go away, it goes to where the person goes on.
 *
 * A dialog gives it back to what opened it, the outline to the row at the same place, the inspector to itself. Where
 * somebody else took the field away in which the person writes, it goes nowhere: the next keys were not meant for that.
 */
import { useEffect, useRef } from "react";
import { writing } from "../ui/writing";
import { goTo, partOf } from "./parts";
import type { EditorState } from "./useEditor";

/** So long after a key something may go away by it: dialogs close slowly. */
const WATCHED_MS = 1_000;
const DIALOGS = "[role=dialog], [role=menu]";
/** Lists of choices are on the page also while they are closed. */
const OVERLAYS = `${DIALOGS}, [role=listbox]`;

type Keeping = Pick<EditorState, "parts" | "outlineShown">;

export function useFocusKept(editor: Keeping): void {
  const current = useRef(editor);
  useEffect(() => {
    current.current = editor;
  });
  useEffect(() => {
    let last: Element | null = null;
    let watchedUntil = 0;
    let frame = 0;
    const look = (): void => {
      frame = 0;
      if (document.activeElement === document.body && last && !last.isConnected) {
        if (writing.isTakenAway()) return;
        if (!document.querySelector(DIALOGS)) goBack(current.current);
      }
      if (performance.now() < watchedUntil) frame = requestAnimationFrame(look);
    };
    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      last = target;
      if (!target.closest(OVERLAYS) && !target.closest("[data-canvas] input"))
        current.current.parts.home = {
          place: target,
          part: partOf(target),
          uid: target.closest<HTMLElement>("[data-uid], [data-inspector]")?.dataset.uid ?? null,
        };
    };
    const onKey = (): void => {
      watchedUntil = performance.now() + WATCHED_MS;
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey, true);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey, true);
    };
  }, []);
}

function goBack({ parts, outlineShown }: Keeping): void {
  const { place, part, uid } = parts.home;
  if (place?.isConnected) place.focus({ preventScroll: true });
  else if (part === "inspector" && goTo("inspector")) return;
  else if (outlineShown && (part === "outline" || part === "inspector"))
    parts.wantedRow.set(uid ?? "");
  else goTo("canvas");
}

/** Go on with an element: in the outline, for whoever came from there, else on the canvas. */
export function goOnWith({ parts, outlineShown }: Keeping, uid: string): void {
  if (outlineShown && parts.home.part === "outline") parts.wantedRow.set(uid);
  else requestAnimationFrame(() => goTo("canvas"));
}
