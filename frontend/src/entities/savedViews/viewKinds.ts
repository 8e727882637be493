/** What saved views show, and what each kind is called. No React. */
import type { SavedView } from "@/api/types";

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
