/** What the form of a data set holds, and how it becomes what the server takes. */

import type { Catalogue, Classification, DataSetRow } from "@/api/types";
import type { DataSetChanges } from "@/entities/dataSets/actions/saveDataSet";
import { idOf, labelOf } from "@/model/labels/dataSets";

export type Answer = "unknown" | "yes" | "no";

/** An empty list is unknown unless somebody says that it is known to be empty. */
export interface ListDraft {
  items: string[];
  none: boolean;
}

export interface Draft {
  name: string;
  classification: Classification | null;
  personal: Answer;
  categories: string[];
  /** Labels and words of one's own. */
  subjects: string[];
  purposes: ListDraft;
  residency: ListDraft;
  legalBasis: DataSetRow["legal_basis"];
  volume: DataSetRow["volume"];
  /** Days, as written; empty is unknown. */
  retention: string;
  keptForever: boolean;
}

type Words = Catalogue["data"] | undefined;

const EMPTY_LIST: ListDraft = { items: [], none: false };

export const EMPTY_DRAFT: Draft = {
  name: "",
  classification: null,
  personal: "unknown",
  categories: [],
  subjects: [],
  purposes: EMPTY_LIST,
  residency: EMPTY_LIST,
  legalBasis: null,
  volume: null,
  retention: "",
  keptForever: false,
};

export function draftOf(row: DataSetRow, words: Words): Draft {
  const days = row.retention_days;
  return {
    name: row.name,
    classification: row.classification,
    personal: row.personal_data === null ? "unknown" : row.personal_data ? "yes" : "no",
    categories: row.personal_data_categories ?? [],
    subjects: (row.data_subjects ?? []).map((one) => labelOf(words?.subjects, one)),
    purposes: listDraft(row.purposes),
    residency: listDraft(row.residency),
    legalBasis: row.legal_basis,
    volume: row.volume,
    retention: days === null || days === 0 ? "" : String(days),
    keptForever: days === 0,
  };
}

/** Return what the server is to change; what only people's data has is unknown once it is none. */
export function changesOf(draft: Draft, words: Words): DataSetChanges {
  const personal = draft.personal !== "no";
  return {
    classification: draft.classification,
    personal_data: draft.personal === "unknown" ? null : draft.personal === "yes",
    personal_data_categories: personal
      ? (orUnknown(draft.categories) as DataSetChanges["personal_data_categories"] & object)
      : null,
    data_subjects: personal
      ? orUnknown(draft.subjects.map((one) => idOf(words?.subjects, one)))
      : null,
    purposes: listValue(draft.purposes),
    residency: listValue(draft.residency),
    legal_basis: personal ? draft.legalBasis : null,
    volume: personal ? draft.volume : null,
    retention_days: draft.keptForever ? 0 : draft.retention === "" ? null : Number(draft.retention),
  };
}

/** Return what is wrong with the draft by field; nothing when it can be sent. */
export function faultsOf(draft: Draft): Readonly<Partial<Record<keyof Draft, string>>> {
  const faults: Partial<Record<keyof Draft, string>> = {};
  if (draft.name.trim() === "") faults.name = "Give the data set a name.";
  const days = Number(draft.retention);
  if (draft.retention !== "" && !(Number.isInteger(days) && days > 0))
    faults.retention = "A whole number of days, at least 1.";
  return faults;
}

function listDraft(value: string[] | null): ListDraft {
  return { items: value ?? [], none: value?.length === 0 };
}

function listValue({ items, none }: ListDraft): string[] | null {
  return items.length > 0 ? items : none ? [] : null;
}

function orUnknown(items: string[]): string[] | null {
  return items.length > 0 ? items : null;
}
