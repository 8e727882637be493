/** How complete the review is: element by category for each method, and workloads by Pod Security level. */
import { SegmentedControl } from "@mantine/core";
import { Suspense } from "react";
import { useMethods } from "@/entities/badges/useMethods";
import { lazyWithRetry } from "@/ui/lazyWithRetry";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { POD_SECURITY } from "./cells";
import { MethodCoverage } from "./MethodCoverage";
import { useView } from "./useView";

const PodSecurityView = lazyWithRetry(() => import("./PodSecurityView"));

export default function CoveragePage() {
  const methods = useMethods();
  const [view, setView] = useView(methods);
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
            value={typeof view === "object" ? view.id : view}
            onChange={setView}
            data={[
              ...methods.map(({ id, name }) => ({ value: id as string, label: name })),
              { value: POD_SECURITY, label: "Pod Security" },
            ]}
          />
        }
      />
      {view === POD_SECURITY ? (
        <Suspense fallback={<CoverageSkeleton />}>
          <PodSecurityView />
        </Suspense>
      ) : view ? (
        <MethodCoverage method={view} />
      ) : (
        <CoverageSkeleton />
      )}
    </Page>
  );
}
