/** The workloads of a model by Pod Security level, for a version of Kubernetes. */
import { Select } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { PodSecurityList } from "@/api/types";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { STANDINGS } from "@/model/labels/podSecurity";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Pagination } from "@/ui/Pagination";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { PodSecurityRow } from "./PodSecurityRow";
import { PodSecuritySummary } from "./PodSecuritySummary";
import classes from "./podSecurity.module.css";
import { type PodSecurityQuery, podSecurityQuery } from "./queries";

const KEEP = ["method", "state", "kind"];
const LATEST = "latest";
const FILTERS: readonly Filter[] = [
  {
    id: "level",
    label: "Level",
    options: STANDINGS.map(({ id, label }) => ({ value: id, label })),
  },
  {
    id: "refused",
    label: "Admission",
    single: true,
    options: [{ value: "true", label: "Would be refused" }],
  },
];

export default function PodSecurityView() {
  const { id } = useModel();
  const params = useListParams({ keep: KEEP });
  const query = useQuery(podSecurityQuery(id, params.query as PodSecurityQuery));
  const { data } = query;
  if (query.error && !data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!data) return <CoverageSkeleton />;
  if (Object.values(data.levels).every((count) => count === 0)) return <NoPods />;
  return (
    <>
      <PodSecuritySummary list={data} params={params} />
      <FilterBar params={params} filters={FILTERS} searchLabel="Search workloads">
        <VersionSelect list={data} params={params} />
      </FilterBar>
      {data.count === 0 ? (
        <EmptyState icon={<IconShieldCheck size={20} />} title="Nothing matches">
          No workload fits the search and filters you have set.
        </EmptyState>
      ) : (
        <>
          <ul className={classes.list} data-stale={query.isPlaceholderData}>
            {data.results.map((found) => (
              <PodSecurityRow key={found.subject.uid} model={id} found={found} />
            ))}
          </ul>
          <Pagination count={data.count} params={params} />
        </>
      )}
    </>
  );
}

function VersionSelect({ list, params }: { list: PodSecurityList; params: ListParams }) {
  const chosen = params.filter("version")[0] ?? LATEST;
  const data = [
    { value: LATEST, label: `Kubernetes ${list.versions[0]}` },
    ...list.versions.slice(1).map((value) => ({ value, label: `Kubernetes ${value}` })),
  ];
  return (
    <Select
      className={classes.version}
      size="sm"
      aria-label="Version of the Pod Security Standards"
      allowDeselect={false}
      data={data}
      value={chosen}
      onChange={(value) => params.setFilter("version", value && value !== LATEST ? [value] : [])}
    />
  );
}

function NoPods() {
  const { row } = useModel();
  if (row?.element_count === 0)
    return <EmptyModel>Workloads of Kubernetes are listed here by Pod Security level.</EmptyModel>;
  return (
    <EmptyState icon={<IconShieldCheck size={20} />} title="No pods">
      Pod Security levels apply to Kubernetes workloads. This model has none.
    </EmptyState>
  );
}
