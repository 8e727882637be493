/**
 * Keeps the focus where the person goes on: in a dialog that opens, at what opened it once it closes, beside what goes
 * away, and at the heading of a page that opens. No React.
 */
import { writing } from "../activeField";
import {
  enter,
  type FocusTarget,
  focusBeside,
  focusHeading,
  focusTargetOf,
  giveFocus,
} from "./focusTargets";

/** What a page names as the place to start at, where that is not its heading. */
const START = "main [data-page-start]";

export class FocusManager {
  /** What the page itself does about a focus that is lost outside overlays. */
  home: (() => void) | null = null;
  #last: FocusTarget | null = null;
  /** It went from there by itself while that was disabled, and goes back. */
  #disabled = false;
  /** The person took it away from there, as by a click on nothing. */
  #left = false;
  /** What had the focus when the person went to another page, until that has got it. */
  #departed: Element | null = null;
  #arriving = false;
  /** The heading that got the focus, until a better place to start shows. */
  #heading: Element | null = null;
  readonly #entered = new WeakSet<Element>();
  #frame = 0;
  readonly #page: Document;

  constructor(page: Document = document) {
    this.#page = page;
  }

  /** Follow the focus; returns how to stop. */
  watch(): () => void {
    const page = this.#page;
    const onFocus = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement) this.#at(target);
    };
    const changes = new MutationObserver(this.#soon);
    const attributes = { attributes: true, attributeFilter: ["disabled"] };
    changes.observe(page.body, { childList: true, subtree: true, ...attributes });
    page.addEventListener("focusin", onFocus);
    page.addEventListener("focusout", this.#soon);
    return () => {
      changes.disconnect();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      page.removeEventListener("focusin", onFocus);
      page.removeEventListener("focusout", this.#soon);
    };
  }

  /** The person goes to another page. */
  depart(): void {
    this.#departed = this.#page.activeElement;
    this.#arriving = false;
  }

  /** The page that the person went to is shown. */
  arrive(): void {
    this.#arriving = this.#departed !== null;
    this.#soon();
  }

  // Others move the focus when something opens or closes, too; what they leave undone is done afterwards.
  readonly #soon = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#look();
    });
  };

  #at(element: HTMLElement): void {
    this.#last = focusTargetOf(element, this.#last);
    this.#disabled = false;
    this.#left = false;
    this.#heading = null;
    if (this.#last.overlay && this.#last.overlay !== element) this.#entered.add(this.#last.overlay);
  }

  #look(): void {
    const active = this.#page.activeElement;
    const dialog = dialogOnTop(this.#page);
    if (dialog && !this.#entered.has(dialog)) {
      if (active === dialog || !dialog.contains(active)) enter(dialog);
    } else if (this.#departed && !dialog) {
      // What goes with the page that is left is not lost.
      if (this.#arriving) this.#start(this.#departed);
    } else if (this.#heading === active) this.#goOn();
    else if (active === this.#page.body && this.#last) this.#lost(this.#last, dialog);
  }

  /** Give the focus to the page that was opened, unless that has taken it. */
  #start(departed: Element): void {
    const active = this.#page.activeElement;
    const taken = active !== departed && active?.matches("main *");
    if (!taken && !focusHeading(this.#page)) return;
    this.#departed = null;
    this.#arriving = false;
    if (taken) return;
    this.#heading = this.#page.activeElement;
    this.#goOn();
  }

  #goOn(): void {
    const start = this.#page.querySelector<HTMLElement>(START);
    if (start) giveFocus(start);
  }

  #lost(last: FocusTarget, dialog: HTMLElement | null): void {
    const { element, overlay } = last;
    if (element.isConnected) {
      if (element.matches(":disabled")) this.#disabled = true;
      else if (this.#disabled) giveFocus(element);
      else this.#left = true;
    } else if (!this.#left) {
      if (overlay?.isConnected && (focusBeside(last) || enter(overlay as HTMLElement))) return;
      if (dialog) enter(dialog);
      else if (!writing.isTakenAway()) this.#goBack(last);
    }
  }

  /** Give the focus to what opened the overlays it was in, or to what is beside that, or to the heading. */
  #goBack(last: FocusTarget): void {
    if (this.home) {
      this.home();
      return;
    }
    for (let at: FocusTarget | null = last; at; at = at.opener) {
      if (at.element.isConnected && at.element.matches(":disabled")) {
        this.#last = at;
        this.#disabled = true;
        return;
      }
      if (giveFocus(at.element) || focusBeside(at)) return;
    }
    if (!focusHeading(this.#page)) this.#page.querySelector("main")?.focus();
  }
}

/** Return the dialog above the others; all of them are outside the page proper. */
function dialogOnTop(page: Document): HTMLElement | null {
  // Not sought in the page proper, which may have thousands of nodes and changes while one draws.
  const outside = [...page.body.children].filter((one) => one.id !== "root");
  const dialogs = outside.flatMap((one) => [...one.querySelectorAll<HTMLElement>("[role=dialog]")]);
  return dialogs.at(-1) ?? null;
}

export const focusManager = new FocusManager();
