/** Where the audit log is downloaded. No React. */
import type { ListState } from "@/ui/listParams";

/** The address of a file that holds what the list shows, all pages of it. */
export function auditDownloadUrl(
  team: string,
  type: "csv" | "json",
  { search, filters }: Pick<ListState, "search" | "filters">,
): string {
  const query = new URLSearchParams({ type });
  if (search) query.set("search", search);
  for (const [name, values] of Object.entries(filters)) {
    for (const value of values) query.append(name, value);
  }
  return `/api/teams/${team}/audit-events/download/?${query}`;
}
