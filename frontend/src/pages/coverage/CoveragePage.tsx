/** How complete the review is: element by category for each method, and workloads by Pod Security level. */
import { SegmentedControl } from "@mantine/core";
import { Suspense } from "react";
import { useMethods } from "@/entities/badges/useMethods";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { CoverageSkeleton } from "./CoverageSkeleton";
import { type CoverageView, LAYERS, POD_SECURITY } from "./coverageCells";
import classes from "./coveragePage.module.css";
import { MethodCoverage } from "./MethodCoverage";
import { useCoverageView } from "./useCoverageView";

const DefenseLayersView = lazyWithRetry(() => import("./DefenseLayersView"));
const PodSecurityView = lazyWithRetry(() => import("./PodSecurityView"));

export default function CoveragePage() {
  const methods = useMethods();
  const [view, setView] = useCoverageView(methods);
  return (
    <Page title="Coverage">
      <PageHeader
        title="Coverage"
        description={descriptionOf(view)}
        actions={
          <SegmentedControl
            aria-label="View"
            className={classes.views}
            size="sm"
            value={typeof view === "object" ? view.id : view}
            onChange={setView}
            data={[
              ...methods.map(({ id, name }) => ({ value: id as string, label: name })),
              { value: LAYERS, label: "Layers" },
              { value: POD_SECURITY, label: "Pod Security" },
            ]}
          />
        }
      />
      <Suspense fallback={<CoverageSkeleton />}>
        <Shown view={view} />
      </Suspense>
    </Page>
  );
}

function Shown({ view }: { view: CoverageView | undefined }) {
  if (view === POD_SECURITY) return <PodSecurityView />;
  if (view === LAYERS) return <DefenseLayersView />;
  return view ? <MethodCoverage method={view} /> : <CoverageSkeleton />;
}

function descriptionOf(view: CoverageView | undefined): string {
  if (view === POD_SECURITY)
    return "Every Kubernetes workload by the level of the Pod Security Standards it meets, and what keeps it from the next.";
  if (view === LAYERS)
    return "Where in the lifecycle controls act against the threats of each element, and where a single layer or none does.";
  return "Every element and flow against every category: found, considered, waiting for an answer, or not yet looked at.";
}
