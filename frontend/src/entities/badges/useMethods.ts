/** The methods of threat modeling, from the catalogue; none until it is there. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { Method } from "@/model/labels/categories";

const NONE: readonly Method[] = [];

export function useMethods(): readonly Method[] {
  return useQuery(catalogueQuery()).data?.methods ?? NONE;
}
