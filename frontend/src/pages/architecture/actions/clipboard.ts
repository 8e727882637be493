/** The clipboard of the system; where a page may not write to it, what was copied stays within the page. */
let kept = "";
/** The last copy that was begun, until it is there. */
let begun: Promise<string> | null = null;

export const clipboard = {
  /**
   * Begin to copy: `reading` puts a text on the clipboard and answers with it, with "" where that failed.
   *
   * Copies take turns, so the one begun last is the one that stays.
   */
  begin(reading: () => Promise<string>): Promise<void> {
    const mine = (begun ?? Promise.resolve("")).then(reading);
    begun = mine;
    return mine.then(() => {
      if (begun === mine) begun = null;
    });
  },

  /** The text that a copy under way will put here; null when none is. */
  coming(): Promise<string> | null {
    return begun;
  },

  async write(text: string): Promise<void> {
    kept = text;
    try {
      await navigator.clipboard.writeText(text);
      kept = "";
    } catch {
      // Not a secure page, or refused: it costs the way to other windows, not the copy.
    }
  },

  /** What this page copied last, when the system's clipboard did not take it. */
  own(): string {
    return kept;
  },
};
