/** Where the focus was, and where it can go when that is gone. No React. */

/** What lies over the page and takes the focus for a while. */
export const OVERLAYS = "[role=dialog], [role=menu], [role=listbox]";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
/** Too large for anything in them to be beside what is gone. */
const LARGE = "body, main, #root";

export interface FocusTarget {
  element: HTMLElement;
  /** The overlay that it is in. */
  overlay: Element | null;
  /** Where the focus was before it went into the overlay. */
  opener: FocusTarget | null;
  /** What it is in, nearest first, and as which child. */
  path: readonly (readonly [parent: Element, index: number])[];
}

/** Note where the focus is, having been at another place before. */
export function focusTargetOf(element: HTMLElement, before: FocusTarget | null): FocusTarget {
  const overlay = element.closest(OVERLAYS);
  return { element, overlay, opener: overlay && openerOf(overlay, before), path: pathOf(element) };
}

function openerOf(overlay: Element, before: FocusTarget | null): FocusTarget | null {
  // Back from an overlay over this one: what opened this one still did.
  for (let at = before; at; at = at.opener) if (at.overlay === overlay) return at.opener;
  return before;
}

function pathOf(element: Element): FocusTarget["path"] {
  const path: [Element, number][] = [];
  for (let at = element; at.parentElement; at = at.parentElement) {
    if (at.matches(OVERLAYS) || at.parentElement.matches(LARGE)) break;
    path.push([at.parentElement, [...at.parentElement.children].indexOf(at)]);
  }
  return path;
}

/** Give an element the focus; false where the browser does not let it have it. */
export function giveFocus(element: HTMLElement): boolean {
  element.focus({ preventScroll: true });
  return element.ownerDocument.activeElement === element;
}

/** Give the focus to where an overlay begins: what it names itself, else its first stop, else itself. */
export function enter(overlay: HTMLElement): boolean {
  const named = overlay.querySelector<HTMLElement>("[data-autofocus]");
  if (named && (named.matches(FOCUSABLE) ? giveFocus(named) : focusFirst(named))) return true;
  return focusFirst(overlay) || giveFocus(overlay);
}

/** Give the focus to the heading of the page; false where it has none yet. */
export function focusHeading(page: Document): boolean {
  const heading = page.querySelector<HTMLElement>("main h1");
  if (!heading) return false;
  heading.tabIndex = -1;
  return giveFocus(heading);
}

/** Give the focus to what now is where a place was, within what is left around it. */
export function focusBeside({ path }: FocusTarget): boolean {
  return path.some(([parent, index]) => {
    if (!parent.isConnected) return false;
    const beside = parent.children[Math.min(index, parent.children.length - 1)];
    if (beside instanceof HTMLElement && (isStop(beside) ? giveFocus(beside) : focusFirst(beside)))
      return true;
    return parent instanceof HTMLElement && focusFirst(parent);
  });
}

function focusFirst(within: HTMLElement): boolean {
  return [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].some(
    (one) => isStop(one) && giveFocus(one),
  );
}

function isStop(element: HTMLElement): boolean {
  // An unchecked radio button is no stop where another of its group is checked.
  if (element instanceof HTMLInputElement && element.type === "radio" && !element.checked)
    return false;
  return element.tabIndex >= 0 && element.matches(FOCUSABLE);
}
