/** The filters of a list of models by folder, tag and owner, with how many models each value has. No React. */
import type { ModelFacets } from "@/api/types";
import type { Filter } from "@/ui/filterTypes";

export function modelListFilters(
  facets: ModelFacets | undefined,
  me: string | undefined,
): Filter[] {
  if (!facets) return [];
  const { folders, tags, owners } = facets;
  const filters: Filter[] = [];
  if (folders.length > 0)
    filters.push({
      id: "folder",
      label: "Folder",
      options: [
        ...folders.map(({ id, name, count }) => ({ value: id, label: name, count })),
        { value: "none", label: "No folder", count: facets.without_folder },
      ],
    });
  if (tags.length > 0)
    filters.push({
      id: "tag",
      label: "Tag",
      options: tags.map(({ name, count }) => ({ value: name, label: name, count })),
    });
  if (owners.length > 0)
    filters.push({
      id: "owner",
      label: "Owner",
      options: [
        ...owners.map(({ id, name, email, count }) => ({
          value: id,
          label: id === me ? `${name || email} (me)` : name || email,
          count,
        })),
        { value: "none", label: "No owner", count: facets.without_owner },
      ],
    });
  return filters;
}
