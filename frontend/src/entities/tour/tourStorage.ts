/** Whether a person has seen the tour in this browser, and the wish to see it again. No React. */

/** Set by whoever wants no offer in this browser, such as tests of everything else. */
const NEVER = "bulkhead.tour.never";

const key = (user: string): string => `bulkhead.tour.${user}`;

export function hasSeenTour(user: string): boolean {
  try {
    return [NEVER, key(user)].some((one) => window.localStorage.getItem(one) !== null);
  } catch {
    return true; // Nothing can be remembered here: never ask rather than always.
  }
}

export function rememberTour(user: string): void {
  try {
    window.localStorage.setItem(key(user), new Date().toISOString());
  } catch {
    // Private windows may refuse; then it is offered once per visit at most.
  }
}

/** The tour asked for from elsewhere, until the canvas is there to show it. */
class TourWish {
  #wished = false;
  #watchers = new Set<() => void>();

  readonly isWished = (): boolean => this.#wished;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly set = (wished: boolean): void => {
    this.#wished = wished;
    for (const watcher of this.#watchers) watcher();
  };
}

export const tourRequest = new TourWish();
