/** How far the questions of a model are answered, in words: what is answered and what is open add up to what was asked. */
import type { ModelRow } from "@/api/types";

type Counts = Pick<
  ModelRow,
  "questions_open" | "questions_answered" | "questions_asked" | "questions_follow_up"
>;

interface QuestionProgress {
  /** Without what answers led to, so that no answer lowers it. */
  percent: number;
  words: string;
  /** How many of the open ones answers led to, and that the bar leaves them out. Empty where there are none. */
  followUps: string;
}

export function questionProgress(counts: Counts): QuestionProgress {
  const { questions_answered: answered, questions_asked: asked, questions_open: open } = counts;
  const more = counts.questions_follow_up;
  const measured = asked - more;
  return {
    percent: measured === 0 ? 0 : (100 * answered) / measured,
    words: `${number(answered)} of ${number(asked)} questions answered, ${number(open)} open`,
    followUps: more > 0 ? followUpsText(more, open) : "",
  };
}

function followUpsText(more: number, open: number): string {
  const [which, they] =
    more === open && more > 1
      ? [`All ${number(more)} open ones`, "them"]
      : more === 1
        ? ["1 open one", "it"]
        : [`${number(more)} of the open ones`, "them"];
  return `${which} came up through answers. The bar counts ${they} once answered, so no answer lowers it.`;
}

const number = (count: number): string => count.toLocaleString("en-US");
