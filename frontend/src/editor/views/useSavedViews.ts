/** What a saved view does to the canvas, and what the canvas shows now; a view in the address is shown once. */
import { useReducedMotion } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNodesInitialized, useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { collapsedIn, documentOf, hiddenIn, type ViewDocument } from "../../model/savedView";
import { toast } from "../../ui/toast";
import { useAddress } from "../../ui/useAddress";
import type { EditorState } from "../useEditor";
import { viewQuery } from "./queries";

const DURATION_MS = 260;

export interface SavedViews {
  show: (document: ViewDocument) => void;
  shown: () => ViewDocument;
}

export function useSavedViews(editor: EditorState): SavedViews {
  const flow = useReactFlow();
  const duration = useReducedMotion() ? 0 : DURATION_MS;
  const show = (document: ViewDocument): void => {
    const hidden = hiddenIn(document);
    const collapsed = collapsedIn(document, editor.tree.byUid);
    if (hidden) editor.hideOnly(hidden);
    if (collapsed) editor.setCollapsed(collapsed);
    const { viewport } = document;
    if (viewport) void flow.setCenter(viewport.x, viewport.y, { zoom: viewport.zoom, duration });
  };
  const shown = (): ViewDocument =>
    documentOf(editor.view.middle(), flow.getZoom(), editor.hidden, editor.collapsed);
  useAskedView(editor.model, show);
  return { show, shown };
}

/** Show the view that the address names, as soon as there is a canvas to show it on. */
function useAskedView(model: string, show: (document: ViewDocument) => void): void {
  const [search] = useAddress();
  const asked = typeof search.view === "string" ? search.view : "";
  const ready = useNodesInitialized();
  const { data, error } = useQuery({ ...viewQuery(model, asked), enabled: asked !== "" });
  const done = useRef("");
  useEffect(() => {
    if (!data || !ready || done.current === asked) return;
    done.current = asked;
    show(data.document);
  });
  useEffect(() => {
    if (error) toast.error("This view does not exist any more, or is somebody's own.");
  }, [error]);
}
