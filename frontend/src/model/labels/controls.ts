/** Controls: what they do, at which stage they act, and the ids of what a team writes itself. */
import { CONTROL_CATEGORIES, STAGES } from "@/api/catalogue.gen";
import { sentenceCase } from "./categories";

export { CONTROL_CATEGORIES, STAGES };

export type ControlCategory = (typeof CONTROL_CATEGORIES)[number];
export type Stage = (typeof STAGES)[number];

export const CATEGORY_CHOICES = CONTROL_CATEGORIES.map((value) => ({
  value,
  label: sentenceCase(value),
}));
export const STAGE_CHOICES = STAGES.map((value) => ({ value, label: sentenceCase(value) }));

const PREFIX = "team-";
const ID_LENGTH = 70;

/** Return "team-runs-without-a-backup" for "{self.name} runs without a backup". */
export function teamId(title: string, fallback: string): string {
  const words = title
    .replaceAll(/\{[^}]*\}/g, " ")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const slug = (words ?? [fallback]).join("-").slice(0, ID_LENGTH).replace(/-+$/, "");
  return `${PREFIX}${slug}`;
}
