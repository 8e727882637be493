/** What the rules need to know and no file says, by fact, the most valuable question first. */
import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { OverrideSection } from "@/entities/overrides/OverrideSection";
import classes from "@/entities/questions/questions.module.css";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FilterBar } from "@/ui/FilterBar";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { Pagination } from "@/ui/Pagination";
import { useListParams } from "@/ui/useListParams";
import { GroupList } from "./GroupList";
import { QuestionProgress } from "./QuestionProgress";
import { QuestionSkeleton } from "./QuestionSkeleton";
import { questionGroupsQuery } from "./queries";

export default function QuestionsPage() {
  const { id, row } = useModel();
  const params = useListParams();
  const query = useQuery(questionGroupsQuery(id, params.query));
  return (
    <Page title="Questions" width="narrow">
      <PageHeader
        title="Questions"
        meta={row && `${row.questions_open.toLocaleString("en-US")} open`}
        description="The files do not say. An answer raises threats or rules them out at once. Ordered by the risk that depends on the answer."
      />
      <QuestionProgress />
      <OverrideSection place="before" />
      <FilterBar params={params} searchLabel="Search questions" />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <QuestionSkeleton />
      ) : query.data.count === 0 ? (
        <NoQuestions narrowed={params.narrowed} onClear={params.clear} />
      ) : (
        <>
          <GroupList
            // Another page or search is another list, as soon as it is there.
            key={query.isPlaceholderData ? "before" : JSON.stringify(params.query)}
            groups={query.data.results}
            search={params.search}
          />
          <Pagination count={query.data.count} params={params} />
        </>
      )}
      <OverrideSection place="after" />
    </Page>
  );
}

function NoQuestions({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  if (narrowed) {
    return (
      <EmptyState
        icon={<IconHelpCircle size={20} />}
        title="Nothing matches"
        action={
          <button type="button" className={classes.clear} onClick={onClear}>
            Clear the search
          </button>
        }
      />
    );
  }
  return (
    <EmptyState icon={<IconCircleCheck size={20} />} title="No open questions">
      Everything the rules ask about this model is known. New questions appear when the architecture
      changes.
    </EmptyState>
  );
}
