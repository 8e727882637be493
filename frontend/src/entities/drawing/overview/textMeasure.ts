/** Names cut to the room there is for them. */

/** What names are measured and written with, its font set to letters of `size` pixels. */
export interface Pen {
  context: Pick<CanvasRenderingContext2D, "measureText">;
  size: number;
}

export interface Cut {
  text: string;
  width: number;
}

const DOTS = "…";
/** How much of the end of a name stays: where names begin alike, that is what tells them apart. */
const END = 0.45;

/** Return the name, or as much of its beginning and end as fits; nothing when not even two letters do. */
export function truncate(pen: Pen, name: string, room: number): Cut {
  const whole = widthOf(pen, name);
  if (whole <= room) return { text: name, width: whole };
  const share = (room - widthOf(pen, DOTS)) / whole;
  for (let length = Math.floor(name.length * share) + 1; length > 1; length -= 1) {
    const end = Math.floor(length * END);
    const text = name.slice(0, length - end) + DOTS + name.slice(name.length - end);
    const width = widthOf(pen, text);
    if (width <= room) return { text, width };
  }
  return { text: "", width: 0 };
}

/** After these a name may go on in a second line. */
const BREAKS = /[-_./ ]/;

/**
 * Return the name in one line where it fits, else in two where it has parts, never broken inside a word: what does
 * not fit is cut in its middle.
 *
 * `beside` of the room is not there in the last line.
 */
export function wrapInTwoLines(pen: Pen, name: string, room: number, beside: number): string[] {
  if (widthOf(pen, name) <= room - beside) return [name];
  const fits = (end: number): boolean => widthOf(pen, name.slice(0, end)) <= room;
  const ends = [...name].map((_, at) => at + 1).filter((end) => end < name.length && fits(end));
  const end = ends.findLast((at) => BREAKS.test(name.charAt(at - 1)));
  const rest = end && truncate(pen, name.slice(end).trimStart(), room - beside).text;
  if (rest) return [name.slice(0, end).trimEnd(), rest];
  const { text } = truncate(pen, name, room - beside);
  return text === "" ? [] : [text];
}

/** Width of each letter in parts of its size: to measure thousands of names would take longer than to paint them. */
const shares = new Map<string, number>();

function widthOf({ context, size }: Pen, text: string): number {
  let width = 0;
  for (const letter of text) {
    const share = shares.get(letter) ?? context.measureText(letter).width / size;
    shares.set(letter, share);
    width += share * size;
  }
  return width;
}
