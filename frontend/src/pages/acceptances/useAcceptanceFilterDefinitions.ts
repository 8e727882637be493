/** The filters of the list of acceptances, with how many each finds. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { modelsQuery } from "@/api/queries";
import type { paths } from "@/api/schema";
import { ACCEPTANCE_STATES } from "@/model/labels/acceptances";
import { statusLabel } from "@/model/labels/statusStyles";
import type { Filter } from "@/ui/filterTypes";

type Facets =
  paths["/api/teams/{team}/acceptances/"]["get"]["responses"][200]["content"]["application/json"]["facets"];

const MODELS_MOST = 200;

export function useAcceptanceFilterDefinitions(team: string, facets: Facets | undefined): Filter[] {
  const models = useQuery(modelsQuery(team, { page_size: MODELS_MOST, ordering: "name" })).data;
  return useMemo(
    () => [
      {
        id: "to_decide",
        label: "To decide",
        single: true,
        options: [{ value: "true", label: "By me", count: facets?.to_decide }],
      },
      {
        id: "state",
        label: "State",
        options: ACCEPTANCE_STATES.map((state) => ({
          value: state,
          label: statusLabel(state),
          count: facets?.state[state],
        })),
      },
      {
        id: "changed",
        label: "Facts",
        single: true,
        options: [{ value: "true", label: "Changed since", count: facets?.changed }],
      },
      {
        id: "model",
        label: "Model",
        single: true,
        options: (models?.results ?? []).map(({ id, name }) => ({ value: id, label: name })),
      },
    ],
    [facets, models],
  );
}
