/** What nobody has answered about the selected element yet. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { QuestionCards } from "@/entities/questions/cards/QuestionCards";
import { questionCardsQuery } from "@/entities/questions/queries";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { FieldPresence } from "../presence/FieldPresence";
import { PanelSkeleton } from "./PanelSkeleton";

interface OpenQuestionsProps {
  model: string;
  /** id of an element or flow. */
  subject: string;
}

/** What is answered stays in its place until the panel is left, so that nothing moves under the pointer. */
export function OpenQuestions({ model, subject }: OpenQuestionsProps) {
  const scope = useMemo(() => ({ element: subject }), [subject]);
  const query = useQuery(questionCardsQuery(model, { ...scope, page_size: ALL }));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <PanelSkeleton />;
  if (query.data.count === 0) {
    return (
      <EmptyState size="compact" title="No open questions">
        Everything the rules ask about this element is known.
      </EmptyState>
    );
  }
  return (
    <QuestionCards
      compact
      cards={query.data.results}
      scope={scope}
      renderMark={(card) => <FieldPresence field={`${card}/answer`} />}
    />
  );
}

/** One element has a card of each type at most. */
const ALL = 200;
