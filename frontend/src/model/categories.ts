/** The categories of STRIDE and LINDDUN with their letters and, for LINDDUN, the classic names. */

export type Method = "stride" | "linddun";

export interface Category {
  id: string;
  method: Method;
  label: string;
  letter: string;
  /** Name in the first LINDDUN (2010), where it differs from the current one. */
  classic?: string;
}

// Microsoft SDL threat modelling: the six STRIDE categories, in the order of the acronym.
const STRIDE: readonly Category[] = [
  { id: "spoofing", method: "stride", label: "Spoofing", letter: "S" },
  { id: "tampering", method: "stride", label: "Tampering", letter: "T" },
  { id: "repudiation", method: "stride", label: "Repudiation", letter: "R" },
  { id: "information-disclosure", method: "stride", label: "Information disclosure", letter: "I" },
  { id: "denial-of-service", method: "stride", label: "Denial of service", letter: "D" },
  { id: "elevation-of-privilege", method: "stride", label: "Elevation of privilege", letter: "E" },
];

// linddun.org: the seven current names, with the ones of the first edition beside them.
const LINDDUN: readonly Category[] = [
  { id: "linking", method: "linddun", label: "Linking", letter: "L", classic: "Linkability" },
  {
    id: "identifying",
    method: "linddun",
    label: "Identifying",
    letter: "I",
    classic: "Identifiability",
  },
  { id: "non-repudiation", method: "linddun", label: "Non-repudiation", letter: "Nr" },
  { id: "detecting", method: "linddun", label: "Detecting", letter: "D", classic: "Detectability" },
  {
    id: "data-disclosure",
    method: "linddun",
    label: "Data disclosure",
    letter: "Dd",
    classic: "Disclosure of information",
  },
  {
    id: "unawareness",
    method: "linddun",
    label: "Unawareness",
    letter: "U",
    classic: "Unawareness and unintervenability",
  },
  { id: "non-compliance", method: "linddun", label: "Non-compliance", letter: "Nc" },
];

export const CATEGORIES: readonly Category[] = [...STRIDE, ...LINDDUN];
export const METHODS: readonly { id: Method; label: string }[] = [
  { id: "stride", label: "STRIDE" },
  { id: "linddun", label: "LINDDUN" },
];

const BY_ID = new Map(CATEGORIES.map((category) => [category.id, category]));

/** Return the category, or one made from the id itself so that nothing the server names is lost. */
export function categoryOf(id: string, method: Method = "stride"): Category {
  return (
    BY_ID.get(id) ?? { id, method, label: sentenceCase(id), letter: id.charAt(0).toUpperCase() }
  );
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
