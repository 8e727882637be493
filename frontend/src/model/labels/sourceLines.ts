/** Excerpts of imported files: what of them is shown first, and how they are copied. No React. */
import type { ThreatSourceFile } from "@/api/types";

/** More lines than this are folded away. */
const SHOWN_LINES = 24;

export function lineCount(sources: readonly ThreatSourceFile[]): number {
  return sources.reduce(
    (sum, { excerpts }) => sum + excerpts.reduce((lines, one) => lines + one.lines.length, 0),
    0,
  );
}

/** Return the first excerpts that fit into what is shown, at least one; none is cut. */
export function shownSources(sources: readonly ThreatSourceFile[]): ThreatSourceFile[] {
  let left = SHOWN_LINES;
  const shown: ThreatSourceFile[] = [];
  for (const source of sources) {
    const excerpts = source.excerpts.filter((excerpt) => {
      const fits = left >= excerpt.lines.length || left === SHOWN_LINES;
      left = fits ? left - excerpt.lines.length : 0;
      return fits;
    });
    if (excerpts.length > 0) shown.push({ ...source, excerpts });
  }
  return shown;
}

/** Return the lines of a file as text, with an ellipsis where some are left out. */
export function excerptText({ excerpts }: ThreatSourceFile): string {
  return excerpts.map(({ lines }) => lines.join("\n")).join("\n…\n");
}
