/** The list of models as the address asks for it: filtered, sorted, grouped by folder; favorites come first. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { membersQuery, modelFacetsQuery, modelsQuery } from "@/api/queries";
import type { ModelRow } from "@/api/types";
import { modelListFilters } from "@/entities/models/modelListFilters";
import { useSession } from "@/session/session";
import type { RowGroup } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import { useRowSelection } from "@/ui/useRowSelection";
import { useSearchParams } from "@/ui/useSearchParams";

const KEPT = ["group"];

export const modelKey = (model: ModelRow): string => model.id;
const modelName = (model: ModelRow): string => model.name;

export const folderGroup = ({ folder }: ModelRow): RowGroup => ({
  key: folder?.id ?? "",
  label: folder?.name ?? "No folder",
});

export function useModelList(team: string) {
  const { user } = useSession();
  const [search] = useSearchParams();
  const isGrouped = search.group === "folder";
  const params = useListParams({ ordering: "-updated_at", keep: KEPT });
  const ordering = [...(isGrouped ? ["folder"] : []), "favorite", params.ordering].join(",");
  const query = useQuery(modelsQuery(team, { ...params.query, ordering }));
  const facets = useQuery(modelFacetsQuery(team)).data;
  const members = useQuery(membersQuery(team)).data;
  return {
    params,
    query,
    facets,
    isGrouped,
    filters: useMemo(() => modelListFilters(facets, user?.id), [facets, user?.id]),
    people: members?.results.map((member) => member.user) ?? [],
    selection: useRowSelection(modelKey, modelName),
  };
}
