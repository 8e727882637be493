/** What the options of facts are called. */
import { OPTION_LABELS } from "@/api/catalogue.gen";
import { sentenceCase } from "./categories";

const LABELS: Readonly<Record<string, string>> = OPTION_LABELS;

/** Return "admin-ui" as "Admin UI" and "not-set" as "Not set". */
export function optionLabel(option: string): string {
  return LABELS[option] ?? sentenceCase(option);
}
