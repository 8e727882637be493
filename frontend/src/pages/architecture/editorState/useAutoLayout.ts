/** Lets the server lay out the drawing, or what is named of it; one step to take back. */
import { useCallback, useEffect, useState } from "react";
import { api, unwrap } from "@/api/client";
import { newId } from "@/model/graph/ops";
import { toast } from "@/ui/toast";
import type { View } from "./useCanvasView";
import type { Document } from "./useDocument";

/** Lay out these elements with what they hold; null is everything. */
export type LayOut = (elements: readonly string[] | null) => void;

interface Arranged {
  elements: readonly string[] | null;
  /** The change that holds the layout. */
  seq: number;
}

export function useAutoLayout(
  model: string,
  { recordBatch, snapshot }: Document,
  announce: (words: string) => void,
  view: View,
): LayOut {
  const show = useShownOnceDrawn(snapshot.seq, view);
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
        ({ changed, problem, seq }) => {
          if (changed) recordBatch(id, `Arrange ${what}`);
          announce(changed ? `${what} arranged` : "Nothing had to move");
          show({ elements, seq });
          if (problem) toast.info(problem);
        },
        (error: unknown) => toast.error(error),
      );
    },
    [model, recordBatch, announce, show],
  );
}

/** Return what brings in sight what was arranged: it lies elsewhere by then, and the answer may come before the change. */
function useShownOnceDrawn(drawn: number, view: View): (arranged: Arranged) => void {
  const [arranged, setArranged] = useState<Arranged | null>(null);
  useEffect(() => {
    if (!arranged || drawn < arranged.seq) return;
    setArranged(null);
    if (arranged.elements) view.bringInSight(arranged.elements);
    else view.fit();
  }, [arranged, drawn, view]);
  return setArranged;
}
