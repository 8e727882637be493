/** What nobody has answered about the selected element yet. */
import type { ElementDetail } from "@/api/types";
import { QuestionItem } from "@/entities/questions/QuestionItem";
import { EmptyState } from "@/ui/EmptyState";
import { useStableOrder } from "@/ui/useStableOrder";
import { FieldPresence } from "../presence/FieldPresence";
import classes from "./openQuestions.module.css";
import { PanelSkeleton } from "./PanelSkeleton";
import panel from "./panel.module.css";

interface OpenQuestionsProps {
  model: string;
  /** undefined while they are read. */
  questions: ElementDetail["questions"] | undefined;
}

const NONE: ElementDetail["questions"] = [];

/** What is answered stays in its place until the panel is left, so that nothing moves under the pointer. */
export function OpenQuestions({ model, questions }: OpenQuestionsProps) {
  const kept = useStableOrder(questions ?? NONE, ({ id }) => id);
  if (!questions) return <PanelSkeleton />;
  if (kept.length === 0) {
    return (
      <EmptyState size="compact" title="No open questions">
        Everything the rules ask about this element is known.
      </EmptyState>
    );
  }
  return (
    <ul className={panel.list}>
      {kept.map(({ row: question, gone }) => (
        <li key={question.id} className={classes.question} data-field={`${question.id}/answer`}>
          <FieldPresence field={`${question.id}/answer`} />
          <QuestionItem model={model} question={question} answered={gone} />
        </li>
      ))}
    </ul>
  );
}
