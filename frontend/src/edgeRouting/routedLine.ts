/** A routed line while its parts are moved. */
import type { Point, Rect } from "@/geometry/geometry";

export interface RoutedLine {
  points: Point[];
  from: Rect;
  to: Rect;
  /** Width of its label; 0 for none. */
  label: number;
  /** The boxes that it must not be moved into. */
  boxes: readonly Rect[];
}
