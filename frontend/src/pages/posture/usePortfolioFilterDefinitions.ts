/** The filters of the models of a portfolio by tag, owner and folder, from the models that there are. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ModelGroup } from "@/api/types";
import type { Filter } from "@/ui/filterTypes";
import type { Scope } from "./figureTargets";
import { GROUPINGS, type Grouping, groupName } from "./groupings";
import { modelGroupsQuery } from "./queries";

const SHOWN: readonly Grouping[] = ["folder", "tag", "owner"];

export function usePortfolioFilterDefinitions(scope: Scope & { kind: "portfolio" }): Filter[] {
  const groups = useQueries({
    queries: SHOWN.map((by) => modelGroupsQuery(scope, by)),
    combine: (results) => results.map((result) => result.data),
  });
  return useMemo(() => SHOWN.flatMap((by, place) => filterOf(by, groups[place])), [groups]);
}

function filterOf(by: Grouping, groups: readonly ModelGroup[] | undefined): Filter[] {
  if (!groups?.some((group) => group.key !== null)) return [];
  const named = groups.filter((group) => by !== "tag" || group.key !== null);
  const options = named.map((group) => ({
    value: group.key ?? "none",
    label: groupName(by, group),
    count: group.models,
  }));
  return [{ id: by, label: GROUPINGS[by].label, options }];
}
