/** The filters of the threat table with the counts the server gives for each value. */
import { useMemo } from "react";
import type { ThreatList, ThreatStatus } from "../api/types";
import { CATEGORIES, METHODS, sentenceCase } from "../model/categories";
import { SEVERITIES, severityLabel } from "../model/severity";
import type { Filter } from "../ui/FilterBar";
import { SeverityIcon } from "../ui/SeverityBadge";
import { statusLabel } from "../ui/StatusBadge";

const STATUSES: readonly ThreatStatus[] = [
  "open",
  "needs-info",
  "not-applicable",
  "treated",
  "gone",
];

/** `rule` is only a filter while the address names one: the way here is from the rule itself. */
export function useThreatFilters(
  facets: ThreatList["facets"] | undefined,
  rule: string | undefined,
): Filter[] {
  return useMemo(() => {
    const filters = threatFilters(facets);
    if (!rule) return filters;
    const option = { value: rule, label: sentenceCase(rule) };
    return [...filters, { id: "rule", label: "Rule", options: [option] }];
  }, [facets, rule]);
}

function threatFilters(facets: ThreatList["facets"] | undefined): Filter[] {
  const count = (facet: Record<string, number> | undefined, value: string) =>
    facet ? (facet[value] ?? 0) : undefined;
  return [
    {
      id: "severity",
      label: "Severity",
      options: SEVERITIES.map((severity) => ({
        value: severity,
        label: severityLabel(severity),
        icon: <SeverityIcon severity={severity} size={11} />,
        count: count(facets?.severity, severity),
      })),
    },
    {
      id: "status",
      label: "Status",
      options: STATUSES.map((status) => ({
        value: status,
        label: statusLabel(status),
        count: count(facets?.status, status),
      })),
    },
    {
      id: "method",
      label: "Method",
      options: METHODS.map((method) => ({ value: method.id, label: method.label })),
    },
    {
      id: "category",
      label: "Category",
      options: CATEGORIES.map((category) => ({
        value: category.id,
        label: category.classic ? `${category.label} (${category.classic})` : category.label,
        count: count(facets?.category, category.id),
      })),
    },
  ];
}
