/** What saved views show, and what each kind is called. No React. */
import type { SavedView } from "@/api/types";
import type { ViewDocument } from "@/model/canvas/savedFilters";

export type ViewKind = SavedView["shows"];

interface KindWords {
  one: string;
  title: string;
  /** What the field of a name says. */
  naming: string;
  empty: string;
  update: string;
  deletion: string;
}

export const VIEW_KINDS: Readonly<Record<ViewKind, KindWords>> = {
  drawing: {
    one: "view",
    title: "Views",
    naming: "Name what you see now",
    empty:
      "A view keeps what is in sight, the filters, the layers and the collapsed boundaries under a name.",
    update: "Set to what is shown",
    deletion: "Links to it will lead to the drawing as a whole. The drawing itself stays as it is.",
  },
  threats: {
    one: "filter",
    title: "Saved filters",
    naming: "Name the present filters",
    empty:
      "A saved filter keeps the filters, search, order and grouping of this list under a name.",
    update: "Set to the present filters",
    deletion: "The threats stay as they are.",
  },
};

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

/** Own views first, then those of others; each by name. */
export function sortedViews(views: readonly SavedView[]): SavedView[] {
  return [...views].sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name));
}

/** Return who sees a view, and where it holds. */
export function reachOf({ mine, shared, owner, shows, of_team }: SavedView): string {
  const by = mine ? "Shared by you" : `Shared by ${owner.name || owner.email}`;
  const who = shared ? by : "Only you";
  return shows === "threats" && !of_team ? `${who}, this model only` : who;
}

/** Return what to say when the link of a view was copied: who can open it. */
export function linkWords({ shared }: { shared: boolean }): string {
  return shared
    ? "The link is copied. Every team member can open it."
    : "The link is copied, but only you can open it: the view is not shared.";
}
