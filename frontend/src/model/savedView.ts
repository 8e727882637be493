/** What a saved view says of the drawing, and what of it still exists. No React. */
import type { SavedView } from "../api/types";
import type { Point } from "./geometry";
import { LAYERS, type Layer } from "./kinds";

export type ViewDocument = SavedView["document"];

/** What is shown now, as it is saved. */
export function documentOf(
  middle: Point,
  zoom: number,
  hidden: ReadonlySet<Layer>,
  collapsed: ReadonlySet<string>,
): ViewDocument {
  return {
    viewport: { x: Math.round(middle.x), y: Math.round(middle.y), zoom: round(zoom) },
    hidden: [...hidden].sort(),
    collapsed: [...collapsed].sort(),
  };
}

/** The layers that the view hides; undefined when it says nothing of them. */
export function hiddenIn(document: ViewDocument): Layer[] | undefined {
  const { hidden } = document;
  return hidden && LAYERS.map((layer) => layer.id).filter((id) => hidden.includes(id));
}

/** The frames that the view folds and that are still there; undefined when it says nothing of them. */
export function collapsedIn(
  document: ViewDocument,
  known: Pick<ReadonlyMap<string, unknown>, "has">,
): string[] | undefined {
  return document.collapsed?.filter((uid) => known.has(uid));
}

/** Own views first, then those of others; each by name. */
export function sortedViews(views: readonly SavedView[]): SavedView[] {
  return [...views].sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name));
}

function round(zoom: number): number {
  return Math.round(zoom * 1000) / 1000;
}
