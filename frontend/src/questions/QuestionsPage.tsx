/** What the rules need to know and no file says, the most valuable question first. */
import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Question } from "../api/types";
import { EmptyState } from "../ui/EmptyState";
import { ErrorState } from "../ui/ErrorState";
import { FilterBar } from "../ui/FilterBar";
import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";
import { Pagination } from "../ui/Pagination";
import { useListParams } from "../ui/useListParams";
import { useModel } from "../ui/useModel";
import { QuestionItem } from "./QuestionItem";
import { QuestionProgress } from "./QuestionProgress";
import { QuestionSkeleton } from "./QuestionSkeleton";
import { questionsQuery } from "./queries";
import classes from "./questions.module.css";

export default function QuestionsPage() {
  const { id } = useModel();
  const params = useListParams({ ordering: "-weight" });
  const query = useQuery(questionsQuery(id, params.query));
  return (
    <Page title="Questions" width="narrow">
      <PageHeader
        title="Questions"
        meta={query.data && `${query.data.count} open`}
        description="No file says these things, and rules wait for them. An answer raises a threat or rules it out; it counts at once."
      />
      <QuestionProgress />
      <FilterBar params={params} searchLabel="Search questions" />
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <QuestionSkeleton />
      ) : query.data.count === 0 ? (
        <NoQuestions narrowed={params.narrowed} onClear={params.clear} />
      ) : (
        <>
          <QuestionList model={id} questions={query.data.results} />
          <Pagination count={query.data.count} params={params} />
        </>
      )}
    </Page>
  );
}

/** Skipped questions go to the end of the page until it is loaded again. */
function QuestionList({ model, questions }: { model: string; questions: readonly Question[] }) {
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const rank = (question: Question): number => skipped.indexOf(question.id);
  const ordered = [...questions].sort((a, b) => rank(a) - rank(b));
  return (
    <ul className={classes.list}>
      {ordered.map((question) => (
        <li key={question.id} className={classes.entry}>
          <QuestionItem
            model={model}
            question={question}
            onSkip={() =>
              setSkipped((now) => [...now.filter((one) => one !== question.id), question.id])
            }
          />
        </li>
      ))}
    </ul>
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
