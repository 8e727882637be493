/** The filters of the mitigation views. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { mitigationTagsQuery } from "@/entities/mitigations/queries";
import { usePeople } from "@/entities/people/usePeople";
import { EFFORT_LABELS, MITIGATION_STATUSES } from "@/model/labels/mitigations";
import { statusLabel } from "@/model/labels/statusStyles";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import type { Filter } from "@/ui/filterTypes";

export function useMitigationFilterDefinitions(): Filter[] {
  const { id } = useModel();
  const people = usePeople();
  const { user } = useSession();
  const tags = useQuery(mitigationTagsQuery(id)).data;
  return useMemo(() => {
    const others = people.filter((person) => person.id !== user?.id);
    const filters: Filter[] = [
      {
        id: "status",
        label: "Status",
        options: MITIGATION_STATUSES.map((status) => ({
          value: status,
          label: statusLabel(status),
        })),
      },
      {
        id: "owner",
        label: "Owner",
        options: [
          { value: "me", label: "Me" },
          { value: "none", label: "No owner" },
          ...others.map((person) => ({ value: person.id, label: person.name || person.email })),
        ],
      },
      { id: "overdue", label: "Due", single: true, options: [{ value: "1", label: "Overdue" }] },
      {
        id: "effort",
        label: "Effort",
        options: Object.entries(EFFORT_LABELS).map(([value, label]) => ({ value, label })),
      },
    ];
    if (tags?.length) {
      const options = tags.map(({ name, count }) => ({ value: name, label: name, count }));
      filters.push({ id: "tag", label: "Tag", options });
    }
    return filters;
  }, [people, user, tags]);
}
