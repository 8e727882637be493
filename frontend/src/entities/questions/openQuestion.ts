/** An open question, as far as its answer control needs it. */
import type { Question } from "@/api/types";

/** What the answer control needs of a question. */
export type OpenQuestion = Pick<Question, "id" | "text" | "label" | "type" | "options"> &
  Partial<Question>;
