/** The filters of the mitigation table. */
import { useMemo } from "react";
import { statusLabel } from "@/entities/badges/StatusBadge";
import { usePeople } from "@/entities/people/usePeople";
import { MITIGATION_STATUSES } from "@/model/labels/mitigations";
import type { Filter } from "@/ui/filter";

export function useMitigationFilters(): Filter[] {
  const people = usePeople();
  return useMemo(
    () => [
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
        options: people.map((person) => ({ value: person.id, label: person.name || person.email })),
      },
      { id: "overdue", label: "Due", single: true, options: [{ value: "1", label: "Overdue" }] },
    ],
    [people],
  );
}
