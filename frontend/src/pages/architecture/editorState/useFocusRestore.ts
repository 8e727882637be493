/**
 * Says where the focus goes when what had it goes away: a dialog gives it back to what opened it, the outline to the row
 * at the same place, the inspector to itself.
 */
import { useEffect, useRef } from "react";
import { focusLandmark, landmarkOf } from "@/entities/drawing/canvasPanes";
import { focusManager } from "@/ui/focus/FocusManager";
import { OVERLAYS } from "@/ui/focus/focusTargets";
import type { EditorState } from "./editorState";

type Keeping = Pick<EditorState, "parts" | "outlineShown">;

export function useFocusRestore(editor: Keeping): void {
  const current = useRef(editor);
  useEffect(() => {
    current.current = editor;
  });
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      if (!target.closest(OVERLAYS) && !target.closest("[data-canvas] input"))
        current.current.parts.home = {
          place: target,
          part: landmarkOf(target),
          uid: target.closest<HTMLElement>("[data-uid], [data-inspector]")?.dataset.uid ?? null,
        };
    };
    focusManager.home = () => goBack(current.current);
    document.addEventListener("focusin", onFocus);
    return () => {
      focusManager.home = null;
      document.removeEventListener("focusin", onFocus);
    };
  }, []);
}

function goBack({ parts, outlineShown }: Keeping): void {
  const { place, part, uid } = parts.home;
  if (place?.isConnected) place.focus({ preventScroll: true });
  else if (part === "inspector" && focusLandmark("inspector")) return;
  else if (outlineShown && (part === "outline" || part === "inspector"))
    parts.wantedRow.set(uid ?? "");
  else focusLandmark("canvas");
}

/** Go on with an element: in the outline, for whoever came from there, else on the canvas. */
export function focusElement({ parts, outlineShown }: Keeping, uid: string): void {
  if (outlineShown && parts.home.part === "outline") parts.wantedRow.set(uid);
  else requestAnimationFrame(() => focusLandmark("canvas"));
}
