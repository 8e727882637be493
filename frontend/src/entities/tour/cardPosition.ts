/** Where the card of a step lies: beside what it speaks of, inside the window. No React. */

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

const GAP = 14;
const EDGE = 12;

/** The first side with room enough: right, left, below, above; else over the lower end of the target. */
export function cardPosition(target: Area, card: Size, room: Size): Pick<Area, "left" | "top"> {
  const right = target.left + target.width;
  const bottom = target.top + target.height;
  const across = target.top + Math.min(target.height, room.height) / 2 - card.height / 2;
  const along = target.left + target.width / 2 - card.width / 2;
  const sides = [
    { left: right + GAP, top: across, fits: right + GAP + card.width + EDGE <= room.width },
    {
      left: target.left - GAP - card.width,
      top: across,
      fits: target.left - GAP - card.width >= EDGE,
    },
    { left: along, top: bottom + GAP, fits: bottom + GAP + card.height + EDGE <= room.height },
    {
      left: along,
      top: target.top - GAP - card.height,
      fits: target.top - GAP - card.height >= EDGE,
    },
  ];
  const side = sides.find((one) => one.fits) ?? {
    left: along,
    top: bottom - card.height - 4 * GAP,
  };
  return {
    left: clamp(side.left, EDGE, room.width - card.width - EDGE),
    top: clamp(side.top, EDGE, room.height - card.height - EDGE),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(value, Math.max(least, most))));
}
