/** What the address of the page holds besides the filters of the goals. */
import { FIX_PARAM } from "@/entities/attackPaths/useWhatIf";
import { QUESTION_PARAMS } from "@/model/labels/pathQuestions";

export const PAGE_PARAMS: readonly string[] = [
  ...QUESTION_PARAMS,
  FIX_PARAM,
  "tab",
  "path",
  "before",
  "after",
];
