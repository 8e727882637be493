/** What the panes of the editor share: the selection, what is shown, and how to move the view. */
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import { type Snapshot, type Tree, treeOf } from "../model/snapshot";
import { type Following, useFollowing, useOwnView } from "./people/useFollowing";
import { type Presenting, usePresenting } from "./people/usePresenting";
import type { Selection } from "./selection";
import type { Document } from "./useDocument";
import { type Layers, useLayers } from "./useLayers";
import { useSelection } from "./useSelection";
import { useShortcuts } from "./useShortcuts";
import { useView, type View } from "./useView";

export interface EditorState extends Layers, Following, Presenting {
  tree: Tree;
  document: Document;
  /** Of the document, as it is seen now. */
  snapshot: Snapshot;
  selection: Selection | null;
  /** Select by uid of an element or flow; null clears. `reveal` also moves the view there. */
  select: (uid: string | null, options?: { reveal?: boolean }) => void;
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
const NARROW = "(max-width: 62em)";

export function useEditor(document: Document): EditorState {
  const { snapshot } = document;
  const tree = useMemo(() => treeOf(snapshot.elements, snapshot.relations), [snapshot]);
  const following = useFollowing(document);
  const presenting = usePresenting(document, following.follow);
  const view = useOwnView(useView(), following);
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches) ?? false;
  const { selection, select } = useSelection(snapshot, view);
  const layers = useLayers(selection);
  const outline = useOutlineShown(narrow);
  const [searching, search] = useDisclosure(false);
  const editor: EditorState = {
    tree,
    document,
    snapshot,
    selection,
    select,
    ...layers,
    ...outline,
    ...following,
    ...presenting,
    searching,
    openSearch: search.open,
    closeSearch: search.close,
    view,
    narrow,
  };
  useShortcuts(editor);
  return editor;
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
