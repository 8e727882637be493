/** What the panes of the editor share: the selection, what is shown, what is being done, and how to move the view. */
import type { CanvasState } from "@/entities/drawing/CanvasContext";
import type { Following } from "@/entities/following/FollowingProvider";
import type { Point } from "@/geometry/geometry";
import type { Op } from "@/model/graph/ops";
import type { Snapshot, Tree } from "@/model/graph/snapshot";
import type { PickerRequest } from "./picker";
import type { AttackPathShown } from "./useAttackPath";
import type { LayOut } from "./useAutoLayout";
import type { View } from "./useCanvasView";
import type { Document } from "./useDocument";
import type { Drawing } from "./useDrawing";
import type { ReadFacts } from "./useFactReader";
import type { Filtering } from "./useFilters";
import type { Begin } from "./useGestures";
import type { Layers } from "./useLayers";
import type { CardShown } from "./useLinddunGoCard";
import type { SelectionState } from "./useSelection";

export interface EditorState
  extends Layers,
    SelectionState,
    Drawing,
    Pick<Following, "leader" | "follow" | "presenting" | "present">,
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
  /** The card of LINDDUN GO that is shown on the drawing. */
  card: CardShown | null;
  /** The attack path that is shown step by step. */
  path: AttackPathShown | null;
  outlineShown: boolean;
  toggleOutline: () => void;
  paletteShown: boolean;
  togglePalette: () => void;
  searching: boolean;
  openSearch: () => void;
  closeSearch: () => void;
  /** What is chosen from a list at the moment: an end for a flow, a place to move to, a kind to add. */
  picking: PickerRequest | null;
  pick: (what: PickerRequest | null) => void;
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
  parts: CanvasState;
  view: View;
  /** True on a screen too narrow for three columns. */
  narrow: boolean;
}
