/** The clipboard of the system; where a page may not write to it, what was copied stays within the page. */
let kept = "";

export const clipboard = {
  async write(text: string): Promise<void> {
    kept = text;
    // Only there on secure pages. Refused, it costs the way to other windows, not the copy.
    await navigator.clipboard?.writeText(text).catch(() => undefined);
  },

  /** What this page copied last, when the system's clipboard is out of its reach. */
  own(): string {
    return navigator.clipboard ? "" : kept;
  },
};
