/** Takes a change of the architecture back, by its number; the server refuses when others changed the same since. */
import { api, unwrap } from "./client";
import type { Undo } from "./mutation";
import type { Changed } from "./types";

export function undoChange(seq: number, patch: Undo["patch"] = (data) => data): Undo {
  return {
    run: (model): Promise<Changed> =>
      unwrap(
        api.POST("/api/models/{model}/changes/{seq}/undo/", { params: { path: { model, seq } } }),
      ),
    patch,
  };
}

/** The way back from what was changed; none when it was so already. */
export function undoOf(changed: Pick<Changed, "seq" | "changed">): Undo | null {
  return changed.changed ? undoChange(changed.seq) : null;
}
