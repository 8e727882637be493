/** The filters of the threat table with the counts the server gives for each value. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ThreatList } from "@/api/types";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useMethods } from "@/entities/badges/useMethods";
import { allDataSetsQuery } from "@/entities/dataSets/queries";
import { SEVERITIES, severityLabel } from "@/model/graph/severity";
import { categoriesOf, type Method, sentenceCase } from "@/model/labels/categories";
import { THREAT_STATUS_ORDER, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { useModel } from "@/session/useModel";
import type { Filter } from "@/ui/filterTypes";
import { useTriageFilterDefinitions } from "./useTriageFilterDefinitions";

/** What the address may narrow the list to besides: the way here is from a rule or a data set itself. */
interface Origin {
  rule: string | undefined;
  /** The id of what several threats have in common, or of the rule where it is one. */
  cause: string | undefined;
  /** The id of the data set. */
  dataSet: string | undefined;
  /** The number of the possible threat under which the list folds others. */
  foldedUnder: string | undefined;
  /** The uid of the component whose hardening gaps are shown. */
  hardeningOf: string | undefined;
}

export function useThreatFilterDefinitions(
  facets: ThreatList["facets"] | undefined,
  { rule, cause, dataSet, foldedUnder, hardeningOf }: Origin,
): Filter[] {
  const { id } = useModel();
  const all = useQuery({ ...allDataSetsQuery(id), enabled: dataSet !== undefined }).data?.results;
  const methods = useMethods();
  const triage = useTriageFilterDefinitions();
  return useMemo(() => {
    const filters = [...threatFilters(facets, methods), ...triage];
    if (rule) filters.push(single("rule", "Rule", rule, sentenceCase(rule)));
    if (cause) filters.push(single("cause", "Cause", cause, sentenceCase(cause)));
    if (dataSet) {
      const name = all?.find((one) => one.id === dataSet)?.name ?? "one data set";
      filters.push(single("data_set", "Data set", dataSet, name));
    }
    if (foldedUnder) filters.push(single("folded_under", "Under", foldedUnder, `T${foldedUnder}`));
    if (hardeningOf) {
      const name = hardeningOf.split(/[:/]/).at(-1) ?? hardeningOf;
      filters.push(single("hardening_of", "Hardening gaps", hardeningOf, name));
    }
    return filters;
  }, [facets, rule, cause, dataSet, foldedUnder, hardeningOf, all, methods, triage]);
}

function single(id: string, label: string, value: string, name: string): Filter {
  return { id, label, options: [{ value, label: name }] };
}

function threatFilters(
  facets: ThreatList["facets"] | undefined,
  methods: readonly Method[],
): Filter[] {
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
      options: THREAT_STATUS_ORDER.map((status) => ({
        value: status,
        label: THREAT_STATUSES[status].label,
        count: count(facets?.status, status),
      })),
    },
    {
      id: "method",
      label: "Method",
      options: methods.map((method) => ({
        value: method.id,
        label: method.name,
        count: count(facets?.method, method.id),
      })),
    },
    {
      id: "category",
      label: "Category",
      options: categoriesOf(methods).map((category) => ({
        value: category.id,
        label: category.classic ? `${category.label} (${category.classic})` : category.label,
        count: count(facets?.category, category.id),
      })),
    },
    {
      id: "manual",
      label: "Origin",
      options: [
        { value: "false", label: "Found by a rule" },
        { value: "true", label: "Added by a person" },
      ],
      single: true,
    },
  ];
}
