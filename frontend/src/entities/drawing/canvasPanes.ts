/** The three parts of the canvas that one goes through by F6, as they stand on the page. No React. */

const LANDMARKS = ["outline", "canvas", "inspector"] as const;

export type Landmark = (typeof LANDMARKS)[number];

/** What a part is, and what in it takes the focus. */
const PLACES: Readonly<Record<Landmark, readonly [within: string, focus: string]>> = {
  outline: ["[role=tree]", '[role=treeitem][tabindex="0"], [role=tree][tabindex="0"]'],
  canvas: ["[data-canvas]", "[role=application]"],
  inspector: ["[data-inspector]", "[data-inspector]"],
};

/** Return the part that an element is in; null: none of them. */
export function landmarkOf(element: Element | null): Landmark | null {
  return LANDMARKS.find((part) => element?.closest(PLACES[part][0])) ?? null;
}

/** Put the focus on a part; false where it is not shown. */
export function focusLandmark(part: Landmark): boolean {
  const [, focus] = PLACES[part];
  const place = document.querySelector<HTMLElement>(focus);
  place?.focus({ preventScroll: true });
  return place !== null;
}

/** Return the part that comes after the one with the focus, or before it, among those that are shown. */
export function adjacentLandmark(step: 1 | -1): Landmark | null {
  const shown = LANDMARKS.filter((part) => document.querySelector(PLACES[part][1]));
  const at = landmarkOf(document.activeElement);
  // From elsewhere on the page the first is the canvas.
  if (at === null || !shown.includes(at)) return shown.includes("canvas") ? "canvas" : null;
  return shown.at((shown.indexOf(at) + step) % shown.length) ?? null;
}
