/** How complete the review is: element by category for each method, and workloads by Pod Security level. */
import { SegmentedControl } from "@mantine/core";
import { Suspense } from "react";
import { METHODS } from "@/model/labels/categories";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { type CoverageView, POD_SECURITY } from "./cells";
import { MethodCoverage } from "./MethodCoverage";
import { useView } from "./useView";

const PodSecurityView = lazyWithRetry(() => import("./PodSecurityView"));

const VIEWS: readonly { value: CoverageView; label: string }[] = [
  ...METHODS.map(({ id, label }) => ({ value: id, label })),
  { value: POD_SECURITY, label: "Pod Security" },
];

export default function CoveragePage() {
  const [view, setView] = useView();
  return (
    <Page title="Coverage">
      <PageHeader
        title="Coverage"
        description={
          view === POD_SECURITY
            ? "Every Kubernetes workload by the level of the Pod Security Standards it meets, and what keeps it from the next."
            : "Every element and flow against every category: found, considered, waiting for an answer, or not yet looked at."
        }
        actions={
          <SegmentedControl
            aria-label="View"
            size="sm"
            value={view}
            onChange={setView}
            data={[...VIEWS]}
          />
        }
      />
      {view === POD_SECURITY ? (
        <Suspense fallback={<CoverageSkeleton />}>
          <PodSecurityView />
        </Suspense>
      ) : (
        <MethodCoverage method={view} />
      )}
    </Page>
  );
}
