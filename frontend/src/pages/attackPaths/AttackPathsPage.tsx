/** How attackers get to what matters: goals with their exposure, questions about paths, and what would cut them. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AttackSummary } from "@/api/types";
import { attackSummaryQuery } from "@/entities/attackPaths/queries";
import { useWhatIf } from "@/entities/attackPaths/useWhatIf";
import { WhatIfBar } from "@/entities/attackPaths/WhatIfBar";
import { counted } from "@/model/labels/counted";
import { questionIn } from "@/model/labels/pathQuestions";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PageTabs } from "@/ui/PageTabs";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./attackPathsPage.module.css";
import { ComputationStatus } from "./ComputationStatus";
import { GoalsTab } from "./GoalsTab";
import { NoElements } from "./NoElements";
import { QuestionAnswer } from "./QuestionAnswer";
import { QuestionBar } from "./QuestionBar";

const AttackersTab = lazyWithRetry(() => import("./AttackersTab"));
const CrownJewelsTab = lazyWithRetry(() => import("./CrownJewelsTab"));
const HistoryTab = lazyWithRetry(() => import("./HistoryTab"));

export default function AttackPathsPage() {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(attackSummaryQuery(id));
  return (
    <Page title="Attack paths">
      <PageHeader
        title="Attack paths"
        meta={data?.run && reachText(data.run)}
        description="How attackers could move from an entry point to what matters, and which changes cut most paths."
        actions={data && <ComputationStatus summary={data} />}
      />
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Body summary={data} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function reachText({ reached, goals }: NonNullable<AttackSummary["run"]>): string {
  if (goals === 0) return "No goals";
  return `${reached.toLocaleString("en-US")} of ${counted(goals, "goal")} reached`;
}

function Body({ summary }: { summary: AttackSummary }) {
  const [address] = useSearchParams();
  const whatIf = useWhatIf();
  const question = questionIn(address);
  const { row } = useModel();
  if (row?.element_count === 0) return <NoElements />;
  if (summary.run === null) {
    return summary.computing ? (
      <EmptyState title="Attack paths are being computed">
        This takes seconds, and up to a few minutes for thousands of workloads. They appear here.
      </EmptyState>
    ) : (
      <EmptyState title="Not computed yet">
        Attack paths are computed after each analysis of the model. This usually takes seconds.
      </EmptyState>
    );
  }
  return (
    <>
      <QuestionBar />
      <WhatIfBar whatIf={whatIf} />
      {question ? (
        <QuestionAnswer question={question} whatIf={whatIf} />
      ) : (
        <PageTabs
          tabs={[
            {
              value: "goals",
              label: "Goals",
              panel: <GoalsTab summary={summary} whatIf={whatIf} />,
            },
            {
              value: "attackers",
              label: "Attackers",
              panel: <AttackersTab results={summary.attackers} />,
            },
            { value: "crown-jewels", label: "Crown jewels", panel: <CrownJewelsTab /> },
            { value: "history", label: "History", panel: <HistoryTab /> },
          ]}
        />
      )}
    </>
  );
}

function Waiting() {
  return (
    <div className={classes.waiting} role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={110} radius="md" />
      <Skeleton height={36} width="50%" radius="md" />
      <Skeleton height={320} radius="md" />
    </div>
  );
}
