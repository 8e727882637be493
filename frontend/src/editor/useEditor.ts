/** What the panes of the editor share: the selection, what is shown, and how to move the view. */
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useEffect, useMemo } from "react";
import { type Layer, layerOf } from "../model/kinds";
import { type Snapshot, type Tree, treeOf } from "../model/snapshot";
import type { Selection } from "./selection";
import { useSelection } from "./useSelection";
import { useShortcuts } from "./useShortcuts";
import { useView, type View } from "./useView";

export interface EditorState {
  tree: Tree;
  snapshot: Snapshot;
  selection: Selection | null;
  /** Select by uid of an element or flow; null clears. `reveal` also moves the view there. */
  select: (uid: string | null, options?: { reveal?: boolean }) => void;
  hidden: ReadonlySet<Layer>;
  toggleLayer: (layer: Layer) => void;
  outlineShown: boolean;
  toggleOutline: () => void;
  searching: boolean;
  openSearch: () => void;
  closeSearch: () => void;
  view: View;
  /** True on a screen too narrow for three columns. */
  narrow: boolean;
}

/** Below this width the outline and the inspector lie over the canvas. */
export const NARROW = "(max-width: 62em)";

export function useEditor(snapshot: Snapshot): EditorState {
  const tree = useMemo(() => treeOf(snapshot.elements), [snapshot]);
  const view = useView();
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches) ?? false;
  const { selection, select } = useSelection(snapshot, view);
  const layers = useLayers();
  useLayerOfSelectionShown(selection, layers);
  const outline = useOutlineShown(narrow);
  const [searching, search] = useDisclosure(false);
  const editor: EditorState = {
    tree,
    snapshot,
    selection,
    select,
    ...layers,
    ...outline,
    searching,
    openSearch: search.open,
    closeSearch: search.close,
    view,
    narrow,
  };
  useShortcuts(editor);
  return editor;
}

// Images repeat what their containers say; whoever needs them shows them.
const HIDDEN_AT_FIRST: Layer[] = ["images"];

function useLayers(): Pick<EditorState, "hidden" | "toggleLayer"> {
  const [list, setList] = useLocalStorage<Layer[]>({
    key: "bulkhead.canvas.hidden",
    defaultValue: HIDDEN_AT_FIRST,
    getInitialValueInEffect: false,
  });
  const hidden = useMemo(() => new Set(list), [list]);
  const toggleLayer = (layer: Layer): void =>
    setList((now) => (now.includes(layer) ? now.filter((one) => one !== layer) : [...now, layer]));
  return { hidden, toggleLayer };
}

/** What is found or linked to shows, even when its layer was hidden. */
function useLayerOfSelectionShown(
  selection: Selection | null,
  { hidden, toggleLayer }: Pick<EditorState, "hidden" | "toggleLayer">,
): void {
  const layer = selection?.type === "element" ? layerOf(selection.element.kind) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection shows its layer, hiding it stays possible
  useEffect(() => {
    if (layer !== null && hidden.has(layer)) toggleLayer(layer);
  }, [selection?.uid]);
}

function useOutlineShown(narrow: boolean): Pick<EditorState, "outlineShown" | "toggleOutline"> {
  const [wide, setWide] = useLocalStorage({
    key: "bulkhead.canvas.outline",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [drawer, { toggle }] = useDisclosure(false);
  return {
    outlineShown: narrow ? drawer : wide,
    toggleOutline: narrow ? toggle : () => setWide((shown) => !shown),
  };
}
