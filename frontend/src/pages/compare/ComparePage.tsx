/** Two states of the architecture side by side: what differs, drawn, and which threats came and went. */
import { Button, SegmentedControl } from "@mantine/core";
import { IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { comparisonQuery, type StatePair } from "@/entities/history/queries";
import { NOW, START, stateName } from "@/model/labels/versionRefs";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf, type Search } from "@/ui/searchParams";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { CompareBar } from "./CompareBar";
import { DifferenceList, ListSkeleton } from "./differences/DifferenceList";

const ComparisonView = lazyWithRetry(() => import("./drawing/ComparisonView"));
const ThreatDifferenceList = lazyWithRetry(() => import("./ThreatDifferenceList"));
const RestoreDialog = lazyWithRetry(() => import("@/entities/history/RestoreDialog"));

const VIEWS = [
  { value: "list", label: "List" },
  { value: "drawing", label: "Drawing" },
  { value: "threats", label: "Threats" },
];
const KEPT = ["before", "after", "view"];

export default function ComparePage() {
  const { id, canEdit } = useModel();
  const [search, setSearch] = useSearchParams();
  const params = useListParams({ keep: KEPT });
  const { before, after, view } = addressed(search as Search);
  const states: StatePair = { before, after };
  const filters = view === "list" ? params.query : {};
  const query = useQuery(comparisonQuery(id, { ...filters, ...states }));
  const [restoring, setRestoring] = useState(false);
  const set = (changes: Partial<StatePair> & { view?: string }) =>
    setSearch(() => ({ ...states, view, ...changes }));
  return (
    <Page title="Compare">
      <PageHeader
        title="Compare"
        description="What was added, changed and removed between two states of the architecture."
        actions={
          <>
            <SegmentedControl
              aria-label="View"
              value={view}
              onChange={(next) => set({ view: next })}
              data={VIEWS}
            />
            {canEdit && query.data && states.before !== NOW && (
              <Button
                variant="default"
                leftSection={<IconRestore size={16} aria-hidden="true" />}
                onClick={() => setRestoring(true)}
              >
                Restore {stateName(query.data.before)}
              </Button>
            )}
          </>
        }
      />
      <CompareBar states={states} onChange={set} comparison={query.data} />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Suspense fallback={<ListSkeleton />}>
          {view === "list" && <DifferenceList comparison={query.data} params={params} />}
          {view === "drawing" && <ComparisonView states={states} />}
          {view === "threats" && <ThreatDifferenceList states={states} params={params} />}
        </Suspense>
      )}
      {restoring && query.data && (
        <Suspense>
          <RestoreDialog
            to={states.before}
            name={stateName(query.data.before)}
            onClose={() => setRestoring(false)}
          />
        </Suspense>
      )}
    </Page>
  );
}

/** Return the states and the view that stand in the address, or those that a page without any shows. */
function addressed(search: Search): StatePair & { view: string } {
  return {
    before: firstOf(search, "before") || START,
    after: firstOf(search, "after") || NOW,
    view: firstOf(search, "view") || "list",
  };
}
