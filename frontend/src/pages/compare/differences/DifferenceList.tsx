/** What differs between two states, by element: filtered, searched and paged at the server. */
import { Skeleton } from "@mantine/core";
import { IconEqual, IconFilterOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { Comparison } from "@/api/types";
import { DiffSign } from "@/entities/history/DiffSign";
import classes from "@/entities/history/diff.module.css";
import { byElement, isSame, MARKS, totals } from "@/model/labels/architectureDifferences";
import { sentenceCase } from "@/model/labels/categories";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { Pagination } from "@/ui/Pagination";
import type { ListParams } from "@/ui/useListParams";
import { DifferenceItem } from "./DifferenceItem";

interface DifferenceListProps {
  /** undefined while it is read. */
  comparison: Comparison | undefined;
  params: ListParams;
}

export function DifferenceList({ comparison, params }: DifferenceListProps) {
  const filters = useFilters(comparison);
  return (
    <>
      <FilterBar params={params} filters={filters} searchLabel="Search element, flow or fact" />
      {comparison ? <Found comparison={comparison} params={params} /> : <ListSkeleton />}
    </>
  );
}

function Found({ comparison, params }: { comparison: Comparison; params: ListParams }) {
  if (comparison.count === 0) {
    return params.narrowed ? (
      <EmptyState icon={<IconFilterOff size={20} />} title="Nothing matches">
        Other differences are hidden by the search or the filters.
      </EmptyState>
    ) : (
      <NoDifference comparison={comparison} />
    );
  }
  return (
    <>
      <ul className={classes.groups} aria-label="Differences">
        {byElement(comparison.results).map((group) => (
          <DifferenceItem key={group.own?.uid ?? `flows of ${group.uid}`} group={group} />
        ))}
      </ul>
      <Pagination count={comparison.count} params={params} />
    </>
  );
}

function NoDifference({ comparison: { counts } }: { comparison: Comparison }) {
  const { moved } = totals(counts);
  const same = isSame(counts);
  return (
    <EmptyState
      icon={<IconEqual size={20} />}
      title={same ? "No difference" : "No element differs"}
    >
      {moved > 0
        ? `${moved} ${moved === 1 ? "part lies" : "parts lie"} elsewhere on the canvas; what they are is the same.`
        : "Elements, flows and what is known of them are the same in both states."}
    </EmptyState>
  );
}

function useFilters(comparison: Comparison | undefined): Filter[] {
  const kinds = useQuery(catalogueQuery()).data?.kinds ?? [];
  const counts = comparison && totals(comparison.counts);
  return [
    {
      id: "what",
      label: "Change",
      options: MARKS.map((mark) => ({
        value: mark,
        label: sentenceCase(mark),
        icon: <DiffSign mark={mark} hidden />,
        count: counts?.[mark],
      })),
    },
    {
      id: "kind",
      label: "Kind",
      options: [
        { value: "flow", label: "Data flow" },
        ...kinds.map(({ id, label }) => ({ value: id, label })),
      ],
    },
  ];
}

const ROWS = [48, 72, 56, 64];

export function ListSkeleton() {
  return (
    <div className={classes.groups} role="status" aria-busy="true" aria-label="Comparing">
      {ROWS.map((width) => (
        <div key={width} className={classes.group}>
          <Skeleton height={16} width={`${width}%`} radius="sm" />
        </div>
      ))}
    </div>
  );
}
