/** What a person is choosing from a list. */
import type { Point } from "@/geometry/geometry";

export type PickerRequest =
  /** The other end of a flow or relation from this element. */
  | { type: "connect"; from: string }
  /** In which of several ways the two are connected. */
  | { type: "way"; from: string; to: string }
  /** What these elements are to sit in. */
  | { type: "into"; uids: readonly string[] }
  /** The kind of a new element: at this point when it was pointed to, else where one adds. `from`: a flow leads there. */
  | { type: "add"; at: Point; here: boolean; from: string | null };
