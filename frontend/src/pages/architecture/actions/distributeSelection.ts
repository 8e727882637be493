/** Leaves equal gaps between what is selected. */
import { type Axis, distributed } from "@/model/canvas/alignment";
import { moveOps } from "@/model/canvas/editOps";
import { placed } from "./alignSelection";
import type { EditorAction } from "./types";

const AXES: readonly [Axis, label: string, key: string][] = [
  ["x", "Distribute across", "a h"],
  ["y", "Distribute down", "a v"],
];

export const distributeSelection: readonly EditorAction[] = AXES.map(([axis, label, key]) => ({
  label,
  keys: [key],
  edits: true,
  applies: (editor) => placed(editor).length > 2,
  run: (editor) =>
    editor.edit(moveOps(editor.editSnapshot, distributed(placed(editor), axis), axis), label),
}));
