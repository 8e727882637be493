/** What the panes of the editor share: the selection, what is shown, what is being done, and how to move the view. */
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { CanvasState } from "@/entities/drawing/CanvasContext";
import { useFollowing } from "@/entities/following/FollowingProvider";
import { treeOf } from "@/model/graph/snapshot";
import type { EditorState } from "./editorState/editorState";
import type { PickerRequest } from "./editorState/picker";
import { revealed } from "./editorState/selection";
import { useAttackPath } from "./editorState/useAttackPath";
import { useAutoLayout } from "./editorState/useAutoLayout";
import { useCanvasView } from "./editorState/useCanvasView";
import type { Document } from "./editorState/useDocument";
import { uncover, useDrawing } from "./editorState/useDrawing";
import { useFactReader } from "./editorState/useFactReader";
import { useFilters } from "./editorState/useFilters";
import { useFocusRestore } from "./editorState/useFocusRestore";
import { useGoingAlong, useOwnView } from "./editorState/useFollowedView";
import { useGestures } from "./editorState/useGestures";
import { useLayers } from "./editorState/useLayers";
import { detachOnChange, useLeaderView } from "./editorState/useLeaderView";
import { useLinddunGoCard } from "./editorState/useLinddunGoCard";
import { pathUids, useMoveViewToPath } from "./editorState/useMoveViewToPath";
import { useSelection } from "./editorState/useSelection";
import { useCanvasCommands } from "./useCanvasCommands";
import { useLostDraft } from "./useLostDraft";
import { usePasting } from "./usePasting";
import { useShortcuts } from "./useShortcuts";

/** Below this width the outline and the inspector lie over the canvas. */
const NARROW = "(max-width: 62em)";

export function useEditor(model: string, document: Document, parts: CanvasState): EditorState {
  const { snapshot } = document;
  const tree = useMemo(() => treeOf(snapshot.elements, snapshot.relations), [snapshot]);
  const following = useFollowing();
  useGoingAlong(document.presence, following.leader?.connection ?? null);
  const led = useLeaderView(following);
  const view = useOwnView(useCanvasView(parts), following);
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches) ?? false;
  const selection = useSelection(snapshot, view);
  const path = useAttackPath(model, tree, led, () => following.follow(null));
  const card = useLinddunGoCard(model, snapshot, tree);
  const layers = useLayers(selection.selection, tree, led?.hidden, pathUids(path));
  const drawing = useDrawing(model, document, tree, layers.hidden, led?.collapsed ?? null);
  parts.drawn = drawing.drawn;
  const filtering = useFilters(model, document, tree, led?.filters ?? null);
  const outline = useOutlineShown(narrow);
  const palette = usePaletteShown(narrow, tree.byUid.size === 0);
  const [searching, search] = useDisclosure(false);
  const [picking, pick] = useState<PickerRequest | null>(null);
  const [announced, announce] = useState("");
  const [detailsShown, showDetails] = useState(false);
  const [menu, setMenu] = useState<EditorState["menu"]>(null);
  const [connecting, offerConnections] = useState<EditorState["connecting"]>(null);
  const begin = useGestures(parts.gesture);
  const readFacts = useFactReader(model);
  const layOut = useAutoLayout(model, document, announce, view);
  const editor: EditorState = {
    model,
    tree,
    document,
    snapshot,
    ...selection,
    ...drawing,
    ...filtering,
    ...layers,
    ...detachOnChange({ ...layers, ...drawing, ...filtering }, following),
    ...outline,
    ...following,
    ...palette,
    path,
    card,
    match: path ? path.match : card ? card.match : filtering.match,
    select: (uid, options) => {
      if (uid !== null && options?.reveal) uncover(revealed(snapshot, uid), tree, drawing);
      selection.select(uid, options);
    },
    edit: (ops, label) => {
      if (ops.length === 0) return;
      document.apply(ops, label);
      announce(label);
    },
    announce,
    announced,
    searching,
    openSearch: search.open,
    closeSearch: search.close,
    picking,
    pick,
    connecting,
    offerConnections,
    menu,
    openMenu: (uid, at) => setMenu({ uid, at }),
    closeMenu: () => setMenu(null),
    rename: (uid) => {
      parts.renaming.set(uid);
      if (uid !== null) view.makeLegible([uid]);
    },
    detailsShown,
    showDetails,
    begin,
    readFacts,
    layOut,
    parts,
    view,
    narrow,
  };
  useEffectsOf(editor);
  return editor;
}

function useEffectsOf(editor: EditorState): void {
  useCanvasCommands(editor);
  useShortcuts(editor);
  usePasting(editor);
  useLostDraft(editor);
  useFocusRestore(editor);
  useMoveViewToPath(editor);
}

/** From this width on, the outline leaves a drawing enough room beside it. */
const ROOMY = "(min-width: 100em)";

function useOutlineShown(narrow: boolean): Pick<EditorState, "outlineShown" | "toggleOutline"> {
  const [wide, setWide] = useLocalStorage({
    key: "bulkhead.canvas.outline-shown",
    defaultValue: window.matchMedia(ROOMY).matches,
    getInitialValueInEffect: false,
  });
  const [drawer, { toggle }] = useDisclosure(false);
  return {
    outlineShown: narrow ? drawer : wide,
    toggleOutline: narrow ? toggle : () => setWide((shown) => !shown),
  };
}

/** Until a person says otherwise, the palette is there where there is room for it, or nothing to look at yet. */
function usePaletteShown(
  narrow: boolean,
  empty: boolean,
): Pick<EditorState, "paletteShown" | "togglePalette"> {
  const [wide, setWide] = useLocalStorage({
    key: "bulkhead.canvas.palette-shown",
    defaultValue: empty || window.matchMedia(ROOMY).matches,
    getInitialValueInEffect: false,
  });
  const [drawer, { toggle }] = useDisclosure(false);
  return {
    paletteShown: narrow ? drawer : wide,
    togglePalette: narrow ? toggle : () => setWide((shown) => !shown),
  };
}
