/** The elements of a model by the layers of defense that act, the least defended first. */
import { IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { DefenseLayersList } from "@/api/types";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { GAPS } from "@/model/labels/defenseLayers";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Pagination } from "@/ui/Pagination";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { DefenseLayersRow } from "./DefenseLayersRow";
import classes from "./podSecurity.module.css";
import { type DefenseLayersQuery, defenseLayersQuery } from "./queries";

const KEEP = ["method", "state", "kind"];
const FILTERS: readonly Filter[] = [
  { id: "gap", label: "Gap", options: GAPS.map(({ id, label }) => ({ value: id, label })) },
];
const number = new Intl.NumberFormat("en-US");

export default function DefenseLayersView() {
  const { id, row } = useModel();
  const params = useListParams({ keep: KEEP });
  const query = useQuery(defenseLayersQuery(id, params.query as DefenseLayersQuery));
  const { data } = query;
  if (query.error && !data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!data) return <CoverageSkeleton />;
  if (row?.element_count === 0 && data.count === 0 && !params.narrowed)
    return <EmptyModel>Elements with threats are listed here by layers of defense.</EmptyModel>;
  return (
    <>
      <Gaps list={data} params={params} />
      <FilterBar params={params} filters={FILTERS} searchLabel="Search elements" />
      {data.count === 0 ? (
        <Nothing filtered={params.narrowed} />
      ) : (
        <>
          <ul className={classes.list} data-stale={query.isPlaceholderData}>
            {data.results.map((found) => (
              <DefenseLayersRow key={found.subject.uid} model={id} found={found} />
            ))}
          </ul>
          <Pagination count={data.count} params={params} />
        </>
      )}
    </>
  );
}

function Gaps({ list, params }: { list: DefenseLayersList; params: ListParams }) {
  const counts = {
    "no-layer": list.gaps.no_layer,
    "single-layer": list.gaps.single_layer,
    "no-detection": list.gaps.no_detection,
  };
  return (
    <ul className={classes.summary} aria-label="Gaps in the defense">
      {GAPS.map(({ id, label, meaning }) => (
        <li key={id}>
          <button
            type="button"
            className={classes.tile}
            aria-pressed={params.filter("gap").includes(id)}
            title={meaning}
            onClick={() => params.toggleFilter("gap", id)}
          >
            <span className={classes.count}>{number.format(counts[id])}</span>
            <span>{label}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyState icon={<IconStack2 size={20} />} title="Nothing matches">
      No element fits the search and filters you have set.
    </EmptyState>
  ) : (
    <EmptyState icon={<IconStack2 size={20} />} title="No threats">
      Layers are shown for elements with threats. This model has none.
    </EmptyState>
  );
}
