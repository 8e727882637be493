/** What waits for the person, in all models of all their teams: by due date, questions, and decisions. */
import { IconChecklist } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { MyWork } from "@/api/types";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { Pagination } from "@/ui/Pagination";
import { Section } from "@/ui/Section";
import { useListParams } from "@/ui/useListParams";
import { BUCKETS, sectionTitle } from "./dueBuckets";
import classes from "./myWork.module.css";
import { DecisionList, QuestionList } from "./QuestionsAndRequests";
import { myWorkQuery } from "./queries";
import { WorkRow } from "./WorkRow";

export default function MyWorkPage() {
  const params = useListParams();
  const query = useQuery(myWorkQuery(params.page));
  const { data, error, refetch } = query;
  return (
    <Page title="My work">
      <PageHeader
        title="My work"
        meta={data && figures(data)}
        description="What you own or were asked, in all models of your teams."
      />
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PagePending />}
      {data && (total(data) === 0 ? <Nothing /> : <Lists work={data} />)}
      {data && <Pagination count={data.count} params={params} />}
    </Page>
  );
}

function figures(work: MyWork): string {
  const { overdue } = work.buckets;
  const open = `${total(work).toLocaleString("en-US")} open`;
  return overdue ? `${open}, ${overdue.toLocaleString("en-US")} overdue` : open;
}

function total({ count, questions, decisions }: MyWork): number {
  return count + questions.count + decisions.count;
}

function Lists({ work }: { work: MyWork }) {
  return (
    <div>
      {work.decisions.count > 0 && <DecisionList {...work.decisions} />}
      {work.questions.count > 0 && <QuestionList {...work.questions} />}
      {BUCKETS.map((bucket) => {
        const rows = work.results.filter((row) => row.bucket === bucket);
        if (rows.length === 0) return null;
        return (
          <Section key={bucket} flush title={sectionTitle(bucket, work.buckets[bucket])}>
            <ul className={classes.rows}>
              {rows.map((row) => (
                <WorkRow key={`${row.kind}-${row.model.id}-${row.number}`} row={row} />
              ))}
            </ul>
          </Section>
        );
      })}
    </div>
  );
}

function Nothing() {
  return (
    <EmptyState icon={<IconChecklist size={20} />} title="Nothing waits for you">
      Threats and mitigations that you own, questions to you and risks to decide on are listed here.
    </EmptyState>
  );
}
