/** Selecting one or several elements in the outline, by keys as a tree has them (WAI-ARIA) or by clicks. */
import { type KeyboardEvent, type MouseEvent, useRef } from "react";
import { focusLandmark } from "@/entities/drawing/canvasPanes";
import { type OutlineRow, outlineMove, outlineRange } from "@/model/canvas/outline";
import { useListedKeys } from "@/ui/useListedKeys";
import type { EditorState } from "../editorState/editorState";

interface Choosing {
  /** True when the key was one that selects. */
  onKeyDown: (event: KeyboardEvent, uid: string) => boolean;
  onClick: (event: MouseEvent, uid: string) => void;
}

type Held = Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "shiftKey">;

export function useOutlineSelection(
  editor: EditorState,
  rows: readonly OutlineRow[],
  focusRow: (uid: string) => void,
): Choosing {
  useListedKeys("Outline", LISTED);
  // Where a range begins.
  const anchor = useRef<string | null>(null);
  const one = (uid: string): void => {
    anchor.current = uid;
    editor.select(uid, { reveal: true });
  };
  const several = (uids: readonly string[]): void => {
    editor.selectMany(uids);
    editor.announce(`${uids.length} ${uids.length === 1 ? "element" : "elements"} selected`);
  };
  const toggle = (uid: string): void => {
    anchor.current = uid;
    const chosen = editor.selected.filter((one) => editor.tree.byUid.has(one));
    several(chosen.includes(uid) ? chosen.filter((one) => one !== uid) : [...chosen, uid]);
  };
  const upTo = (uid: string, from: string): void => {
    anchor.current ??= from;
    several(outlineRange(rows, anchor.current, uid));
  };
  const choose = ({ ctrlKey, metaKey, shiftKey }: Held, uid: string): void => {
    if (shiftKey) upTo(uid, uid);
    else if (ctrlKey || metaKey) toggle(uid);
    else one(uid);
  };
  // A second time Enter leads on to what is known of the element.
  const enter = (uid: string): void => {
    if (editor.selection?.uid !== uid || !focusLandmark("inspector")) one(uid);
  };
  const extend = (uid: string, key: string): void => {
    const move = outlineMove(rows, uid, key);
    if (move?.do !== "focus") return;
    upTo(move.uid, uid);
    focusRow(move.uid);
  };
  return {
    onClick: choose,
    onKeyDown: (event, uid) => {
      if (event.altKey) return false;
      if (event.key === " ") choose(event, uid);
      else if (event.key === "Enter") enter(uid);
      else if (extendsRange(event)) extend(uid, event.key);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

function extendsRange({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey && !ctrlKey && !metaKey && (key === "ArrowUp" || key === "ArrowDown");
}

/** The keys of the outline for the list of shortcuts; the rows hear them themselves. */
const LISTED = [
  ["Enter", "Go to it on the canvas, then to the inspector"],
  ["Space", "Select it"],
  ["mod+Space", "Select it as well, or no more"],
  ["shift+ArrowDown", "Select the next as well"],
  ["shift+ArrowUp", "Select the one before as well"],
] as const;
