/** Facts whose lists hold ids: they are chosen, not written. */

const WORDED = ["data_sets", "personal_data_categories", "data_subjects"] as const;

export type IdListFact = (typeof WORDED)[number];

export function idListFact(fact: string | undefined): IdListFact | null {
  return WORDED.find((one) => one === fact) ?? null;
}
