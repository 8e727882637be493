/** The filters of the threat table by owner, date, tag and question. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { usePeople } from "@/entities/people/usePeople";
import { tagsQuery } from "@/entities/threats/queries";
import {
  APPETITE_FILTER,
  DUE_FILTER,
  levelFilters,
  periodFilters,
} from "@/entities/threats/threatFilters";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import type { Filter, FilterOption } from "@/ui/filterTypes";
import { useSearchParams } from "@/ui/useSearchParams";

export function useTriageFilterDefinitions(): Filter[] {
  const { id } = useModel();
  const people = usePeople();
  const { user } = useSession();
  const [search] = useSearchParams();
  const tags = useQuery(tagsQuery(id)).data;
  const mitigation = search.mitigation;
  return useMemo(() => {
    const others = people.filter((one) => one.id !== user?.id);
    const named: FilterOption[] = others.map((one) => ({
      value: one.id,
      label: one.name || one.email,
    }));
    const owners = [{ value: "me", label: "Me" }, { value: "none", label: "No owner" }, ...named];
    const filters: Filter[] = [
      { id: "owner", label: "Owner", options: owners },
      DUE_FILTER,
      APPETITE_FILTER,
      {
        id: "waiting_for",
        label: "Waits for",
        options: [{ value: "me", label: "Me" }, ...named],
        single: true,
      },
    ];
    if (tags?.length) {
      const options = tags.map(({ name, count }) => ({ value: name, label: name, count }));
      filters.push({ id: "tag", label: "Tag", options });
    }
    for (const value of [mitigation ?? []].flat().map(String)) {
      const label = value === "none" ? "None" : `M${value}`;
      filters.push({ id: "mitigation", label: "Mitigation", options: [{ value, label }] });
    }
    return [...filters, ...periodFilters(search), ...levelFilters(search)];
  }, [people, user, tags, mitigation, search]);
}
