/** How far the questions of a model are answered, in words. */
import type { ModelRow } from "@/api/types";

type Counts = Pick<ModelRow, "questions_open" | "questions_answered" | "questions_asked">;

interface QuestionProgress {
  percent: number;
  words: string;
  /** What answers led to: it counts once it is answered. Empty where there is nothing. */
  followUps: string;
}

export function questionProgress(counts: Counts): QuestionProgress {
  const { questions_answered: answered, questions_asked: asked, questions_open: open } = counts;
  const more = open - (asked - answered);
  return {
    percent: asked === 0 ? 0 : (100 * answered) / asked,
    words: `${number(answered)} of ${number(asked)} questions answered`,
    followUps: more > 0 ? `${number(more)} more from answers` : "",
  };
}

const number = (count: number): string => count.toLocaleString("en-US");
