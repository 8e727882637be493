/** The words for what data sets are. */
import type { Classification, DataSetRow } from "@/api/types";
import type { Personal } from "@/model/labels/dataSets";

export const CLASSIFICATIONS: Readonly<Record<Classification, string>> = {
  public: "Public",
  internal: "Internal",
  confidential: "Confidential",
  restricted: "Restricted",
};

export const PERSONAL: Readonly<Record<Personal, string>> = {
  special: "Special category",
  personal: "Personal",
  none: "Not personal",
  unknown: "Unknown",
};

export const VOLUMES: Readonly<Record<NonNullable<DataSetRow["volume"]>, string>> = {
  few: "Few people",
  many: "Many people",
  "large-scale": "Large scale (GDPR Art. 35)",
};

/** Return entries of a record as choices of a select. */
export function choicesOf<Key extends string>(
  words: Readonly<Record<Key, string>>,
): { value: Key; label: string }[] {
  return (Object.keys(words) as Key[]).map((value) => ({ value, label: words[value] }));
}
