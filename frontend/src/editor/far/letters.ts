/** Names cut to the room there is for them. */

const DOTS = "…";
/** What was measured, by font and name: measuring costs more than painting. */
const widths = new Map<string, number>();
const MOST_KEPT = 20_000;

export interface Cut {
  text: string;
  width: number;
}

/** How much of the end of a name stays: where names begin alike, that is what tells them apart. */
const END = 0.45;

/** Return the name, or as much of its beginning and end as fits; nothing when not even two letters do. */
export function clipped(
  context: Pick<CanvasRenderingContext2D, "font" | "measureText">,
  name: string,
  room: number,
): Cut {
  const whole = widthOf(context, name);
  if (whole <= room) return { text: name, width: whole };
  const share = (room - widthOf(context, DOTS)) / whole;
  for (let length = Math.floor(name.length * share) + 1; length > 1; length -= 1) {
    const end = Math.floor(length * END);
    const text = name.slice(0, length - end) + DOTS + name.slice(name.length - end);
    const width = widthOf(context, text);
    if (width <= room) return { text, width };
  }
  return { text: "", width: 0 };
}

function widthOf(
  context: Pick<CanvasRenderingContext2D, "font" | "measureText">,
  text: string,
): number {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size >= MOST_KEPT) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}
