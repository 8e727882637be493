/** The clipboard of the system; where a page may not write to it, what was copied stays within the page. */
let kept = "";

export const clipboard = {
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
