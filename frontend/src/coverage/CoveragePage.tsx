/** Element by category: what was found, what was ruled out, what waits and what nobody looked at. */
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "../api/queries";
import { METHODS } from "../model/categories";
import { ErrorState } from "../ui/ErrorState";
import { type Filter, FilterBar } from "../ui/FilterBar";
import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";
import { Pagination } from "../ui/Pagination";
import { useListParams } from "../ui/useListParams";
import { useModel } from "../ui/useModel";
import { CoverageGrid } from "./CoverageGrid";
import { CoverageProgress } from "./CoverageProgress";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { CELL_STATES } from "./cells";
import { NoCoverage } from "./NoCoverage";
import { type CoverageQuery, coverageQuery } from "./queries";
import { useMethod } from "./useMethod";

const KEEP = ["method"];

export default function CoveragePage() {
  const { id, row } = useModel();
  const params = useListParams({ keep: KEEP });
  const [method, setMethod] = useMethod();
  const query = useQuery(coverageQuery(id, { ...params.query, method } as CoverageQuery));
  const filters = useCoverageFilters();
  const data = query.data;
  return (
    <Page title="Coverage">
      <PageHeader
        title="Coverage"
        description="Every element and flow against every category: found, considered, waiting for an answer, or not yet looked at."
        actions={
          <SegmentedControl
            aria-label="Method"
            size="sm"
            value={method}
            onChange={setMethod}
            data={METHODS.map(({ id: value, label }) => ({ value, label }))}
          />
        }
      />
      {data && data.applicable > 0 && <CoverageProgress coverage={data} />}
      <FilterBar params={params} filters={filters} searchLabel="Search elements" />
      {query.error && !data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !data ? (
        <CoverageSkeleton />
      ) : data.count === 0 ? (
        <NoCoverage
          model={id}
          method={method}
          narrowed={params.narrowed}
          imported={Boolean(row?.element_count)}
          onClear={params.clear}
        />
      ) : (
        <>
          <CoverageGrid coverage={data} method={method} stale={query.isPlaceholderData} />
          <Pagination count={data.count} params={params} />
        </>
      )}
    </Page>
  );
}

function useCoverageFilters(): Filter[] {
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
