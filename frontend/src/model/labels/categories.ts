/** The categories of STRIDE and LINDDUN with their letters and, for LINDDUN, the classic names. */

export type Method = "stride" | "linddun";

export interface Category {
  id: string;
  method: Method;
  letter: string;
  label: string;
  meaning: string;
  /** Name in the first LINDDUN (2010), where it differs from the current one. */
  classic?: string;
}

type Row = readonly [id: string, letter: string, label: string, meaning: string, classic?: string];

// Microsoft SDL threat modelling: the six STRIDE categories, in the order of the acronym.
const STRIDE = rows("stride", [
  ["spoofing", "S", "Spoofing", "Pretending to be another user or component"],
  ["tampering", "T", "Tampering", "Changing data or code without permission"],
  ["repudiation", "R", "Repudiation", "Acting without leaving evidence"],
  ["information-disclosure", "I", "Information disclosure", "Reading what should stay secret"],
  ["denial-of-service", "D", "Denial of service", "Making a service unavailable"],
  ["elevation-of-privilege", "E", "Elevation of privilege", "Doing more than was granted"],
]);

// linddun.org: the seven current names, with the ones of the first edition beside them.
const LINDDUN = rows("linddun", [
  ["linking", "L", "Linking", "Combining data to learn more about a person", "Linkability"],
  ["identifying", "I", "Identifying", "Learning who a person is", "Identifiability"],
  ["non-repudiation", "Nr", "Non-repudiation", "Being able to prove what a person did"],
  ["detecting", "D", "Detecting", "Inferring involvement from observation", "Detectability"],
  [
    "data-disclosure",
    "Dd",
    "Data disclosure",
    "Collecting, storing or sharing too much personal data",
    "Disclosure of information",
  ],
  [
    "unawareness",
    "U",
    "Unawareness",
    "Leaving people uninformed about their data",
    "Unawareness and unintervenability",
  ],
  ["non-compliance", "Nc", "Non-compliance", "Deviating from law, standards or policy"],
]);

export const CATEGORIES: readonly Category[] = [...STRIDE, ...LINDDUN];
export const METHODS: readonly { id: Method; label: string }[] = [
  { id: "stride", label: "STRIDE" },
  { id: "linddun", label: "LINDDUN" },
];

const BY_ID = new Map(CATEGORIES.map((category) => [category.id, category]));

/** Return the category, or one made from the id itself so that nothing the server names is lost. */
export function categoryOf(id: string, method: Method = "stride"): Category {
  const label = sentenceCase(id);
  return BY_ID.get(id) ?? { id, method, label, letter: label.charAt(0), meaning: label };
}

export function categoriesOf(method: Method): readonly Category[] {
  return method === "stride" ? STRIDE : LINDDUN;
}

/** Return "Linking (classic LINDDUN: Linkability)" for a tooltip. */
export function categoryTitle(category: Category): string {
  const method = category.method === "stride" ? "STRIDE" : "LINDDUN";
  const classic = category.classic ? `, classic name ${category.classic}` : "";
  return `${category.label} (${method}${classic})`;
}

/** Return "non-compliance" as "Non compliance" and "runs_as" as "Runs as". */
export function sentenceCase(id: string): string {
  const words = id.replaceAll(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function rows(method: Method, list: readonly Row[]): readonly Category[] {
  return list.map(([id, letter, label, meaning, classic]) => ({
    id,
    method,
    letter,
    label,
    meaning,
    ...(classic ? { classic } : {}),
  }));
}
