/** Lets the server lay out the drawing, or what is named of it; one step to take back. */
import { useCallback } from "react";
import { api, unwrap } from "../api/client";
import { newId } from "../collab/ops";
import { toast } from "../ui/toast";
import type { Document } from "./useDocument";

/** Lay out these elements with what they hold; null is everything. */
export type LayOut = (elements: readonly string[] | null) => void;

export function useLayout(
  model: string,
  remember: Document["remember"],
  announce: (words: string) => void,
): LayOut {
  return useCallback(
    (elements) => {
      const id = newId();
      const what = elements ? "the selection" : "everything";
      announce(`Arranging ${what}`);
      unwrap(
        api.POST("/api/models/{model}/layout/", {
          params: { path: { model } },
          body: { id, elements: elements ? [...elements] : null },
        }),
      ).then(
        ({ changed, problem }) => {
          if (changed) remember(id, `Arrange ${what}`);
          announce(changed ? `${what} arranged` : "Nothing had to move");
          if (problem) toast.info(problem);
        },
        (error: unknown) => toast.error(error),
      );
    },
    [model, remember, announce],
  );
}
