import { describe, expect, it } from "vitest";
import type { Catalogue, DataSetRow } from "@/api/types";
import { changesOf, draftOf, EMPTY_DRAFT, faultsOf } from "./dataSetDraft";

const WORDS = {
  categories: [],
  subjects: [{ id: "customers", label: "Customers" }],
  legal_bases: [],
} as unknown as Catalogue["data"];

const FACTS = {
  classification: "confidential",
  personal_data: true,
  personal_data_categories: ["health"],
  data_subjects: ["customers", "Tenants of the house"],
  purposes: ["delivery"],
  legal_basis: "contract",
  retention_days: 30,
  residency: ["EU"],
  volume: "many",
} as const;

const row = (part: Partial<DataSetRow> = {}): DataSetRow =>
  ({ name: "Orders", ...FACTS, ...part }) as unknown as DataSetRow;

describe("the form of a data set", () => {
  it("gives back what it was given", () => {
    expect(changesOf(draftOf(row(), WORDS), WORDS)).toEqual(FACTS);
  });

  it("takes what is empty for unknown", () => {
    const changes = changesOf({ ...EMPTY_DRAFT, name: "Orders" }, WORDS);

    expect(new Set(Object.values(changes))).toEqual(new Set([null]));
  });

  it("keeps apart what is unknown and what is known to be none", () => {
    const known = draftOf(row({ purposes: [], residency: [], retention_days: 0 }), WORDS);
    const unknown = draftOf(row({ purposes: null, residency: null, retention_days: null }), WORDS);

    expect(changesOf(known, WORDS)).toMatchObject({
      purposes: [],
      residency: [],
      retention_days: 0,
    });
    expect(changesOf(unknown, WORDS)).toMatchObject({
      purposes: null,
      residency: null,
      retention_days: null,
    });
  });

  it("drops what only data about people has, once it is about nobody", () => {
    const changes = changesOf({ ...draftOf(row(), WORDS), personal: "no" }, WORDS);

    expect(changes).toMatchObject({
      personal_data: false,
      personal_data_categories: null,
      data_subjects: null,
      legal_basis: null,
      volume: null,
      purposes: ["delivery"],
    });
  });

  it("sends the ids of known people and the words of others", () => {
    const draft = { ...EMPTY_DRAFT, subjects: ["customers", "Tenants"] };

    expect(changesOf(draft, WORDS).data_subjects).toEqual(["customers", "Tenants"]);
  });

  it.each(["-1", "0", "1.5", "soon"])("refuses %s as a number of days", (retention) => {
    expect(faultsOf({ ...EMPTY_DRAFT, name: "Orders", retention }).retention).toBeTruthy();
  });

  it("asks for a name, and for nothing else", () => {
    expect(Object.keys(faultsOf({ ...EMPTY_DRAFT, name: "  " }))).toEqual(["name"]);
    expect(faultsOf({ ...EMPTY_DRAFT, name: "Orders", retention: "30" })).toEqual({});
  });
});
