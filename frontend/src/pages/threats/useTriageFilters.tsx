/** The filters of the threat table by owner, date, tag and question. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { usePeople } from "@/entities/people/usePeople";
import { tagsQuery } from "@/entities/threats/queries";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import type { Filter, FilterOption } from "@/ui/filter";
import { calendarDay } from "@/ui/time";
import { useSearchParams } from "@/ui/useSearchParams";

const DUE: Filter = {
  id: "due",
  label: "Due",
  options: [
    { value: "overdue", label: "Overdue" },
    { value: "soon", label: "In 7 days" },
    { value: "none", label: "No date" },
  ],
};

/** When a threat was first seen or closed: dashboards lead here with days. */
const PERIODS = [
  ["seen_since", "First seen from"],
  ["seen_until", "First seen until"],
  ["closed_since", "Closed from"],
  ["closed_until", "Closed until"],
] as const;

export function useTriageFilters(): Filter[] {
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
      DUE,
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

const LEVELS = [
  ["likelihood", "Likelihood"],
  ["impact", "Impact"],
] as const;

function levelFilters(search: Record<string, unknown>): Filter[] {
  return LEVELS.flatMap(([id, label]) => {
    const level = search[id];
    if (typeof level !== "string") return [];
    return [{ id, label, options: [{ value: level, label: `${level} of 5` }] }];
  });
}

function periodFilters(search: Record<string, unknown>): Filter[] {
  return PERIODS.flatMap(([id, label]) => {
    const day = search[id];
    if (typeof day !== "string") return [];
    return [{ id, label, options: [{ value: day, label: calendarDay(day) }] }];
  });
}
