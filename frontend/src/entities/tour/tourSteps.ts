/** What the tour tells, and where it points. No React. */

export interface TourStep {
  id: string;
  title: string;
  text: string;
  /** Where it points; the first that is on the page counts. None: the middle of the window. */
  anchors: readonly string[];
  /** The button that shows what is spoken of where it is put away. */
  toggle?: string;
}

const PALETTE_TOGGLE = 'button[aria-label="Show or hide the palette"]';

const TOUR: readonly TourStep[] = [
  {
    id: "canvas",
    title: "Your system on one canvas",
    text: "Frames are trust boundaries, lines are data flows. Everyone with the model open sees the same canvas, live.",
    anchors: ['section[aria-label="Canvas"]'],
  },
  {
    id: "palette",
    title: "Draw what is missing",
    text: "Drag parts from the palette into a boundary, then pull a line from one to the other.",
    anchors: ['aside[aria-label="Palette"]', PALETTE_TOGGLE],
    toggle: PALETTE_TOGGLE,
  },
  {
    id: "find",
    title: "Find your way",
    text: "Search jumps to any element. Layers hide what you don't need right now.",
    anchors: ['[data-tour="toolbar"]', 'button[aria-label="Find an element"]'],
  },
  {
    id: "inspector",
    title: "Click anything",
    text: "It shows the threats, what is known and from which line of which file, and the comments of your team.",
    anchors: ['aside[aria-label^="Inspector"]', ".react-flow__node-card", ".react-flow__node"],
  },
  {
    id: "pages",
    title: "Decide and follow up",
    text: "Threats and questions follow from what is drawn. Answer, decide, and give mitigations an owner and a date.",
    anchors: ['nav[aria-label="Model"]', 'button[aria-label="Open navigation"]'],
  },
  {
    id: "help",
    title: "That's it",
    text: "Press ? for every shortcut. The menu behind your initials starts this tour again.",
    anchors: ["[data-tour=account]"],
  },
];

/** The steps whose place exists on this page; what a role or a narrow screen does not show is passed over. */
export function stepsOn(root: ParentNode): TourStep[] {
  return TOUR.filter((step) => anchorOf(step, root) !== null);
}

export function anchorOf(step: TourStep, root: ParentNode): Element | null {
  for (const selector of step.anchors) {
    for (const found of root.querySelectorAll(selector)) if (isInSight(found)) return found;
  }
  return null;
}

/** Where there is room beside the canvas, show what the step speaks of; return how to put it away again. */
export function expandAround({ toggle }: TourStep): () => void {
  const press = (from: "true" | "false"): void =>
    document.querySelector<HTMLElement>(`${toggle}[aria-pressed="${from}"]`)?.click();
  // On a narrow screen it would lie over the canvas: the button is pointed at.
  if (!toggle || window.matchMedia(NARROW).matches) return () => undefined;
  if (!document.querySelector(`${toggle}[aria-pressed="false"]`)) return () => undefined;
  press("false");
  return () => press("true");
}

/** As where the canvas has no room for three columns. */
const NARROW = "(max-width: 62em)";

/** Whether all of it lies in the window. */
function isInSight(element: Element): boolean {
  if (element.checkVisibility?.() === false) return false;
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= window.innerWidth && bottom <= window.innerHeight;
}
