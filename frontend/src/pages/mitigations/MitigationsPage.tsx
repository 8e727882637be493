/** Every mitigation of the model: who has it, until when, how far it is, and what it treats. */
import { Button } from "@mantine/core";
import { IconShieldPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Mitigation } from "@/api/types";
import { mitigationsQuery } from "@/entities/mitigations/queries";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { useTrackers } from "@/entities/trackers/useTrackers";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable, type ListQuery } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { useRowSelection } from "@/ui/useRowSelection";
import { useSearchParams } from "@/ui/useSearchParams";
import { CreateIssuesBar } from "./CreateIssuesBar";
import { MITIGATION_COLUMNS } from "./mitigationColumns";
import { useMitigationFilterDefinitions } from "./useMitigationFilterDefinitions";
import { ViewSwitch, viewOf } from "./ViewSwitch";

const MitigationDrawer = lazyWithRetry(() => import("@/entities/mitigations/MitigationDrawer"));
const Board = lazyWithRetry(() => import("./board/Board"));
const ControlSuggestions = lazyWithRetry(() => import("./suggestions/ControlSuggestions"));
const TrackerDecisions = lazyWithRetry(() => import("./trackerDecisions/TrackerDecisions"));
const Calendar = lazyWithRetry(() => import("./calendar/Calendar"));

const KEPT = ["open", "view", "month"];

export default function MitigationsPage() {
  const { id } = useModel();
  const params = useListParams({ keep: KEPT });
  const [address, setAddress] = useSearchParams();
  const view = viewOf(address.view);
  const { page: _page, page_size: _size, ordering: _order, ...narrowing } = params.query;
  // The other views read their own rows; of the list they need to know how long it is.
  const listed = view === "table" ? params.query : { ...narrowing, page_size: 1 };
  const query = useQuery(mitigationsQuery(id, listed));
  const opened = Number(address.open) || null;
  const show = (number: number | null): void =>
    setAddress((now) => ({ ...now, open: number === null ? undefined : String(number) }));
  const count = query.data?.count;
  const isEmpty = count === 0 && !params.narrowed;
  const lists = view !== "suggested" && view !== "trackers";
  const shown = { query: narrowing, narrowed: params.narrowed, onOpen: show };
  return (
    <Page title="Mitigations">
      <PageHeader
        title="Mitigations"
        meta={
          count !== undefined &&
          `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
        }
        description="What the team does about its threats. One mitigation may treat many of them."
      />
      <Filters params={params} lists={lists} isEmpty={isEmpty} />
      {isEmpty && lists && <NoMitigations model={id} />}
      {!isEmpty && view === "table" && (
        <MitigationTable query={query} params={params} opened={opened} onOpen={show} />
      )}
      <Suspense>
        {!isEmpty && view === "board" && <Board {...shown} />}
        {!isEmpty && view === "calendar" && <Calendar {...shown} />}
        {view === "suggested" && <ControlSuggestions />}
        {view === "trackers" && <TrackerDecisions />}
        {opened !== null && (
          <MitigationDrawer model={id} number={opened} onClose={() => show(null)} />
        )}
      </Suspense>
    </Page>
  );
}

interface FiltersProps {
  params: ListParams;
  /** Whether the view shows mitigations that there are. */
  lists: boolean;
  isEmpty: boolean;
}

/** What narrows the view, and the switch to another; an empty model has nothing to narrow. */
function Filters({ params, lists, isEmpty }: FiltersProps) {
  const { row } = useModel();
  const filters = useMitigationFilterDefinitions();
  if (lists && isEmpty && row?.element_count === 0) return null;
  const narrowing = lists ? { filters, searchLabel: "Search title or number" } : {};
  return (
    <FilterBar params={params} {...narrowing}>
      <ViewSwitch />
    </FilterBar>
  );
}

interface MitigationTableProps {
  query: ListQuery<Mitigation>;
  params: ListParams;
  opened: number | null;
  onOpen: (number: number) => void;
}

function MitigationTable({ query, params, opened, onOpen }: MitigationTableProps) {
  const { id, row, canEdit } = useModel();
  const selects = useTrackers().length > 0 && canEdit;
  const selection = useRowSelection(keyOf, nameOf);
  return (
    <>
      {selects && <CreateIssuesBar selection={selection} />}
      <DataTable<Mitigation>
        label={row ? `Mitigations of ${row.name}` : "Mitigations"}
        columns={MITIGATION_COLUMNS}
        query={query}
        params={params}
        rowKey={keyOf}
        selectedKey={opened === null ? undefined : String(opened)}
        onOpen={(mitigation) => onOpen(mitigation.number)}
        selection={selects ? selection : undefined}
        empty={<NoMitigations model={id} />}
      />
    </>
  );
}

function keyOf({ number }: Mitigation): string {
  return String(number);
}

function nameOf({ number }: Mitigation): string {
  return `M${number}`;
}

function NoMitigations({ model }: { model: string }) {
  const { row } = useModel();
  if (row?.element_count === 0)
    return <EmptyModel>Mitigations treat the threats of what is drawn or imported.</EmptyModel>;
  return (
    <EmptyState
      icon={<IconShieldPlus size={20} />}
      title="No mitigations yet"
      action={
        <Button component={Link} to={`/m/${model}/analysis`}>
          Go through the threats
        </Button>
      }
    >
      Propose them from the controls suggested for each threat, or in your own words.
    </EmptyState>
  );
}
