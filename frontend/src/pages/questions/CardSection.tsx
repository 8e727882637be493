/** The cards of a model: those that decide most, and all of them on request. */
import { Button } from "@mantine/core";
import { IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { QuestionCards } from "@/entities/questions/cards/QuestionCards";
import { questionCardsQuery } from "@/entities/questions/queries";
import classes from "@/entities/questions/questions.module.css";
import { allCards } from "@/model/labels/questionCards";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Pagination } from "@/ui/Pagination";
import type { ListParams } from "@/ui/useListParams";
import { QuestionSkeleton } from "./QuestionSkeleton";

/** The most that the server gives at once. */
export const ALL_CARDS = 200;

export function CardSection({ params }: { params: ListParams }) {
  const { id, row } = useModel();
  const { search, page } = params;
  const [every, setEvery] = useState(false);
  const query = useQuery({
    ...questionCardsQuery(id, { search, page, page_size: ALL_CARDS, every }),
    placeholderData: keepPreviousData,
  });
  const scope = useMemo(() => ({ search, every }), [search, every]);
  const { data, error } = query;
  if (error && !data) return <ErrorState error={error} onRetry={() => void query.refetch()} />;
  if (!data) return <QuestionSkeleton />;
  if (data.count === 0) {
    if (row?.element_count === 0) return <NothingToAsk />;
    return <NoQuestions narrowed={params.narrowed} onClear={params.clear} />;
  }
  return (
    <>
      {/* Another search or page is another list, as soon as it is there. */}
      <QuestionCards
        key={query.isPlaceholderData ? "before" : `${search} ${page} ${every}`}
        cards={data.results}
        scope={scope}
      />
      <Pagination count={data.count} params={params} />
      {allCards(data.results) > data.results.length && (
        <Button variant="default" fullWidth mt={12} onClick={() => setEvery(true)}>
          Show all {allCards(data.results).toLocaleString("en-US")} cards
        </Button>
      )}
    </>
  );
}

function NothingToAsk() {
  return (
    <EmptyModel>
      Questions ask for facts that the rules need and that neither people nor files have stated.
    </EmptyModel>
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
