/** What the panes of the editor share: the selection, what is shown, what is being done, and how to move the view. */
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { CanvasParts } from "@/entities/drawing/CanvasParts";
import type { Point } from "@/geometry/geometry";
import type { Op } from "@/model/graph/ops";
import { ancestorsOf, type Snapshot, type Tree, treeOf } from "@/model/graph/snapshot";
import { type Filtering, useFilters } from "./filters/useFilters";
import type { Begin } from "./gestures/useGestures";
import { useGestures } from "./gestures/useGestures";
import { type Following, useFollowing, useOwnView } from "./people/useFollowing";
import { ownWays, useLed } from "./people/useLed";
import { type Presenting, usePresenting } from "./people/usePresenting";
import type { Picking } from "./picking";
import { revealed } from "./selection";
import { useCanvasCommands } from "./useCanvasCommands";
import type { Document } from "./useDocument";
import { type Drawing, useDrawing } from "./useDrawing";
import { type ReadFacts, useFactReader } from "./useFactReader";
import { useFocusKept } from "./useFocusKept";
import { type Layers, useLayers } from "./useLayers";
import { type LayOut, useLayout } from "./useLayout";
import { useLostWriting } from "./useLostWriting";
import { usePasting } from "./usePasting";
import { type SelectionState, useSelection } from "./useSelection";
import { useShortcuts } from "./useShortcuts";
import { useView, type View } from "./useView";

export interface EditorState
  extends Layers,
    SelectionState,
    Drawing,
    Following,
    Presenting,
    Filtering {
  /** Id of the model. */
  model: string;
  tree: Tree;
  document: Document;
  /** Of the document, as it is seen now. */
  snapshot: Snapshot;
  /** Change the document, and say so to those who hear the screen. */
  edit: (ops: readonly Op[], label: string) => void;
  announce: (words: string) => void;
  /** What was announced last. */
  announced: string;
  outlineShown: boolean;
  toggleOutline: () => void;
  paletteShown: boolean;
  togglePalette: () => void;
  searching: boolean;
  openSearch: () => void;
  closeSearch: () => void;
  /** What is chosen from a list at the moment: an end for a flow, a place to move to, a kind to add. */
  picking: Picking | null;
  pick: (what: Picking | null) => void;
  /** Two elements that can be connected in several ways, and where on the screen one is asked in which. */
  connecting: { from: string; to: string; at: Point } | null;
  offerConnections: (between: EditorState["connecting"]) => void;
  /** The menu that is open, of which element and where on the screen. */
  menu: { uid: string; at: Point } | null;
  openMenu: (uid: string, at: Point) => void;
  closeMenu: () => void;
  /** Write the name of an element in its place. */
  rename: (uid: string | null) => void;
  /** On a narrow screen: whether the inspector lies over the canvas. */
  detailsShown: boolean;
  showDetails: (shown: boolean) => void;
  /** Begin to drag. */
  begin: Begin;
  readFacts: ReadFacts;
  layOut: LayOut;
  parts: CanvasParts;
  view: View;
  /** True on a screen too narrow for three columns. */
  narrow: boolean;
}

/** Below this width the outline and the inspector lie over the canvas. */
const NARROW = "(max-width: 62em)";

export function useEditor(model: string, document: Document, parts: CanvasParts): EditorState {
  const { snapshot } = document;
  const tree = useMemo(() => treeOf(snapshot.elements, snapshot.relations), [snapshot]);
  const following = useFollowing(document);
  const presenting = usePresenting(model, document, following.follow);
  const led = useLed(following);
  const view = useOwnView(useView(parts), following);
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches) ?? false;
  const selection = useSelection(snapshot, view);
  const layers = useLayers(selection.selection, tree, led?.hidden);
  const drawing = useDrawing(model, document, tree, layers.hidden, led?.collapsed ?? null);
  parts.drawn = drawing.drawn;
  const filtering = useFilters(model, document, tree, led?.filters ?? null);
  const outline = useOutlineShown(narrow);
  const palette = usePaletteShown(narrow, tree.byUid.size === 0);
  const [searching, search] = useDisclosure(false);
  const [picking, pick] = useState<Picking | null>(null);
  const [announced, announce] = useState("");
  const [detailsShown, showDetails] = useState(false);
  const [menu, setMenu] = useState<EditorState["menu"]>(null);
  const [connecting, offerConnections] = useState<EditorState["connecting"]>(null);
  const begin = useGestures(parts.gesture);
  const readFacts = useFactReader(model);
  const layOut = useLayout(model, document, announce, view);
  const editor: EditorState = {
    model,
    tree,
    document,
    snapshot,
    ...selection,
    ...drawing,
    ...filtering,
    ...layers,
    ...ownWays({ ...layers, ...drawing, ...filtering }, following),
    ...outline,
    ...following,
    ...presenting,
    ...palette,
    select: (uid, options) => {
      if (uid !== null && options?.reveal) uncover(uid, snapshot, tree, drawing);
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
  useCanvasCommands(editor);
  useShortcuts(editor);
  usePasting(editor);
  useLostWriting(editor);
  useFocusKept(editor);
  return editor;
}

/** Expand what is collapsed around what is to be shown. */
function uncover(
  uid: string,
  snapshot: Snapshot,
  tree: Tree,
  { collapsed, setCollapsed }: Drawing,
) {
  const around = new Set(revealed(snapshot, uid).flatMap((one) => ancestorsOf(tree.byUid, one)));
  const left = [...collapsed].filter((one) => !around.has(one));
  if (left.length < collapsed.size) setCollapsed(left);
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
