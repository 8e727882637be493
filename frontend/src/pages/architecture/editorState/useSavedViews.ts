/** What a saved view does to the canvas, and what the canvas shows now; a view in the address is shown once. */
import { useReducedMotion } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { allDataSetsQuery } from "@/entities/dataSets/queries";
import { viewQuery } from "@/entities/savedViews/queries";
import type { ViewDocument } from "@/model/canvas/savedFilters";
import { documentOf, goneWords, restored } from "@/model/canvas/savedView";
import { toast } from "@/ui/toast";
import { useSearchParams } from "@/ui/useSearchParams";
import type { EditorState } from "./editorState";

const DURATION_MS = 260;

export interface SavedViews {
  show: (document: ViewDocument) => Promise<void>;
  shown: () => ViewDocument;
}

export function useSavedViews(editor: EditorState): SavedViews {
  const flow = useReactFlow();
  const client = useQueryClient();
  const duration = useReducedMotion() ? 0 : DURATION_MS;
  const show = async (document: ViewDocument): Promise<void> => {
    const sets = await dataSetsNamed(document);
    const { hidden, collapsed, filters, viewport, gone } = restored(document, {
      element: (uid) => editor.tree.byUid.has(uid),
      dataSet: (uid) => sets.has(uid),
    });
    if (hidden) editor.hideOnly(hidden);
    if (collapsed) editor.setCollapsed(collapsed);
    if (filters) editor.setFilters(filters);
    if (gone.length > 0) toast.info(goneWords(gone));
    if (viewport) void flow.setCenter(viewport.x, viewport.y, { zoom: viewport.zoom, duration });
  };
  /** The uids of all data sets there are; read only when the view names one. */
  const dataSetsNamed = async ({ filters }: ViewDocument): Promise<ReadonlySet<unknown>> => {
    if (!filters?.data_set) return NOTHING;
    const read = client.fetchQuery(allDataSetsQuery(editor.model)).catch(() => null);
    // Where they cannot be read now, nothing can be said to be gone.
    return new Set((await read)?.results.map(({ uid }) => uid) ?? [filters.data_set]);
  };
  const shown = (): ViewDocument =>
    documentOf({ ...editor, middle: editor.view.middle(), zoom: flow.getZoom() });
  useAskedView(editor.model, show);
  return { show, shown };
}

const NOTHING: ReadonlySet<unknown> = new Set();

/** Show the view that the address names, as soon as there is a canvas to show it on. */
function useAskedView(model: string, show: (document: ViewDocument) => Promise<void>): void {
  const [search] = useSearchParams();
  const asked = typeof search.view === "string" ? search.view : "";
  const ready = useStore(({ panZoom, width }) => panZoom !== null && width > 0);
  const { data, error } = useQuery({ ...viewQuery(model, asked), enabled: asked !== "" });
  const done = useRef("");
  useEffect(() => {
    if (!data || !ready || done.current === asked) return;
    done.current = asked;
    void show(data.document);
  });
  useEffect(() => {
    if (error) toast.error("This view does not exist any more, or is private.");
  }, [error]);
}
