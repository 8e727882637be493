/** How kinds are drawn, as the catalogue says; known before the server is asked. */
import { KINDS, type LAYERS } from "@/api/catalogue.gen";

/** A part of the drawing that can be hidden. */
export type Layer = (typeof LAYERS)[number]["id"];

/** How a kind is drawn, whatever the server says of it. */
export interface KindDrawing {
  icon: (typeof KINDS)[keyof typeof KINDS]["icon"];
  /** While it holds nothing. */
  shape: "frame" | "card" | "container" | "compact";
  palette: string | null;
  layer: Layer | null;
}

/** Return how a kind is drawn; one that the catalogue does not know is a card. */
export function drawingOf(kind: string): KindDrawing | undefined {
  return (KINDS as Readonly<Record<string, KindDrawing>>)[kind];
}
