/** What a picture is painted on: a canvas element, laid where the picture belongs, with or without a ground. */
import type { RasterArea } from "@/model/canvas/overviewRaster";

/** Pixels of the picture, of which `ratio` make one of the screen. */
export interface RasterCanvas {
  context: CanvasRenderingContext2D;
  shot: RasterArea;
  ratio: number;
  /** The color of this name in the theme of now. */
  color: (name: string) => string;
  font: string;
}

export function openRasterCanvas(
  canvas: HTMLCanvasElement,
  shot: RasterArea,
  opaque: boolean,
): RasterCanvas | null {
  const context = canvas.getContext("2d", { alpha: !opaque });
  if (!context) return null;
  const ratio = devicePixelRatio;
  const { fontFamily, color } = lookOf(canvas);
  const { x, y, width, height } = shot.part;
  canvas.width = Math.round(width * shot.zoom * ratio);
  canvas.height = Math.round(height * shot.zoom * ratio);
  const place = { left: x, top: y, width, height };
  for (const [side, pixels] of Object.entries(place)) canvas.style.setProperty(side, `${pixels}px`);
  if (opaque) {
    context.fillStyle = color("bg");
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return { context, shot, ratio, color, font: fontFamily };
}

function lookOf(canvas: HTMLCanvasElement) {
  const style = getComputedStyle(canvas);
  const known = new Map<string, string>();
  const color = (name: string): string => {
    const value = known.get(name) ?? style.getPropertyValue(`--bh-${name}`);
    known.set(name, value);
    return value;
  };
  return { fontFamily: style.fontFamily, color };
}
