/** A page whose views can be saved and shown. */
import type { SavedView } from "@/api/types";
import type { ViewDocument } from "@/model/canvas/savedFilters";
import type { ViewKind } from "./viewKinds";

/** What a page says of itself, so that its views can be saved and shown. */
export interface ViewedPage {
  model: string;
  kind: ViewKind;
  /** What is shown now. */
  shown: () => ViewDocument;
  show: (view: SavedView) => void;
  isCurrent: (view: SavedView) => boolean;
  /** The name of a new view unless the person chooses another. */
  suggestedName?: string;
  /** The query string under which the page shows a view; left out where the address says it all. */
  linkTo?: (view: SavedView) => string;
}
