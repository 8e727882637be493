/** Whose saved views are, and who sees them. No React. */
import type { SavedView } from "@/api/types";

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
