/** Shows others where one points, what one has selected and what one sees. Nothing here draws. */
import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { Presence, Rectangle } from "@/collab/protocol";
import { savedFilters } from "@/model/canvas/savedFilters";
import type { EditorState } from "../editorState/editorState";
import { pathAddress } from "../editorState/useAttackPath";

export function useBroadcastPresence(editor: EditorState): void {
  const { selected, leader } = editor;
  const { show } = editor.document;
  useEffect(() => show({ selection: selected.slice(0, SHOWN) }), [show, selected]);
  useBroadcastField(show);
  useShownCursor(show);
  // Who follows shows no view of their own: two who follow each other would never come to rest.
  useShownView(show, leader === null);
  useShownLook(editor);
  useEffect(() => () => show(NOTHING_ON_CANVAS), [show]);
}

const NOTHING_ON_CANVAS: Partial<Presence> = {
  cursor: null,
  view: null,
  selection: [],
  field: null,
  look: null,
};

/** Of many that are selected, others see so many. */
const SHOWN = 50;

type Show = EditorState["document"]["show"];

/** What may give the focus to a field or take it away; a field that goes with the focus in it says nothing itself. */
const MOVES_FOCUS = ["focusin", "focusout", "keyup", "pointerup"] as const;

/** Show the field one is at: the nearest `data-field` around the focus. */
export function useBroadcastField(show: Show): void {
  useEffect(() => {
    const tell = (): void => {
      const field = document.activeElement?.closest<HTMLElement>("[data-field]");
      show({ field: field?.dataset.field ?? null });
    };
    for (const moment of MOVES_FOCUS) document.addEventListener(moment, tell);
    return () => {
      for (const moment of MOVES_FOCUS) document.removeEventListener(moment, tell);
    };
  }, [show]);
}

function useShownCursor(show: Show): void {
  const flow = useReactFlow();
  const room = useStore((store) => store.domNode);
  useEffect(() => {
    if (!room) return;
    const onMove = (event: PointerEvent): void => {
      // A finger points only while it moves the view.
      if (event.pointerType === "touch") return;
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      show({ cursor: [Math.round(x), Math.round(y)] });
    };
    const onLeave = (): void => show({ cursor: null });
    room.addEventListener("pointermove", onMove, { passive: true });
    room.addEventListener("pointerleave", onLeave);
    return () => {
      room.removeEventListener("pointermove", onMove);
      room.removeEventListener("pointerleave", onLeave);
    };
  }, [flow, room, show]);
}

/** What of the drawing one sees matters only to those who go along, and may be long. */
function useShownLook({
  document,
  hidden,
  collapsed,
  filters,
  presenting,
  leader,
  path,
}: EditorState): void {
  const { show, peers, presence } = document;
  const own = presence.ownConnection();
  const leads = presenting || peers.some(({ following }) => following === own);
  const shown = leads && leader === null;
  const at = JSON.stringify(path && pathAddress(path));
  useEffect(() => {
    if (!shown) {
      show({ look: null });
      return;
    }
    const seen = { hidden: [...hidden], collapsed: [...collapsed], filters: savedFilters(filters) };
    show({ look: { ...seen, path: JSON.parse(at) } });
  }, [show, shown, hidden, collapsed, filters, at]);
}

function useShownView(show: Show, shown: boolean): void {
  const store = useStoreApi();
  useEffect(() => {
    if (!shown) {
      show({ view: null });
      return;
    }
    const tell = (): void => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const view = [-x / zoom, -y / zoom, width / zoom, height / zoom].map(Math.round);
      if (width > 0 && height > 0) show({ view: view as unknown as Rectangle });
    };
    tell();
    return store.subscribe((now, before) => {
      const same =
        now.transform === before.transform &&
        now.width === before.width &&
        now.height === before.height;
      if (!same) tell();
    });
  }, [store, show, shown]);
}
