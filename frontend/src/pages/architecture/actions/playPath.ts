/** Goes along the attack path that is shown, as along slides. */
import type { ActionTarget, EditorAction } from "./types";

/** What is selected is worked on first. */
const isPlayed = ({ path, selected }: ActionTarget): boolean =>
  path !== null && selected.length === 0;

export const nextPathStep: EditorAction = {
  label: "Next step of the attack path",
  keys: ["ArrowRight", "j"],
  applies: isPlayed,
  run: ({ path }) => path && path.at < path.steps.length && path.go(path.at + 1),
};

export const previousPathStep: EditorAction = {
  label: "Previous step of the attack path",
  keys: ["ArrowLeft", "k"],
  applies: isPlayed,
  run: ({ path }) => path && path.at > 0 && path.go(path.at - 1),
};

export const closePath: EditorAction = {
  label: "Close the attack path",
  keys: ["Escape"],
  applies: isPlayed,
  run: ({ path }) => path?.close(),
};

/** While a path is played, their keys mean this in place of what they mean on the canvas. */
export const PATH_ACTIONS: readonly EditorAction[] = [nextPathStep, previousPathStep, closePath];
