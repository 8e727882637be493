/** Facts whose lists hold ids: they are chosen, not written. */

const WORDED = ["data_sets", "personal_data_categories", "data_subjects"] as const;

export type WordedFact = (typeof WORDED)[number];

export function wordedFact(fact: string | undefined): WordedFact | null {
  return WORDED.find((one) => one === fact) ?? null;
}
