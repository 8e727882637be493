/** The grid of one method: every element and flow against its categories. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { Method } from "@/model/labels/categories";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import { CoverageGrid } from "./CoverageGrid";
import { CoverageProgress } from "./CoverageProgress";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { CELL_STATES } from "./coverageCells";
import { NoCoverage } from "./NoCoverage";
import { type CoverageQuery, coverageQuery } from "./queries";

const KEEP = ["method", "level", "refused", "version"];

export function MethodCoverage({ method }: { method: Method }) {
  const { id, row } = useModel();
  const params = useListParams({ keep: KEEP });
  const query = useQuery(
    coverageQuery(id, { ...params.query, method: method.id } as CoverageQuery),
  );
  const filters = useCoverageFilterDefinitions();
  const data = query.data;
  const filled = Boolean(row?.element_count);
  const isEmpty = data?.count === 0 && !params.narrowed && !filled;
  return (
    <>
      {data && data.applicable > 0 && <CoverageProgress coverage={data} />}
      {!isEmpty && <FilterBar params={params} filters={filters} searchLabel="Search elements" />}
      {query.error && !data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <CoverageSkeleton />
      ) : data.count === 0 ? (
        <NoCoverage
          method={method}
          narrowed={params.narrowed}
          filled={filled}
          onClear={params.clear}
        />
      ) : (
        <>
          <CoverageGrid coverage={data} method={method} stale={query.isPlaceholderData} />
          <Pagination count={data.count} params={params} />
        </>
      )}
    </>
  );
}

function useCoverageFilterDefinitions(): Filter[] {
  const catalogue = useQuery(catalogueQuery()).data;
  const kinds = catalogue?.kinds.filter((kind) => kind.dfd.length > 0) ?? [];
  return [
    { id: "state", label: "State", options: CELL_STATES.map(optionOf) },
    {
      id: "kind",
      label: "Kind",
      options: [...kinds.map(optionOf), { value: "flow", label: "Data flow" }],
    },
  ];
}

function optionOf({ id, label }: { id: string; label: string }) {
  return { value: id, label };
}
