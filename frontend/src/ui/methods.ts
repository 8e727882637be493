/** The categories of STRIDE and LINDDUN: the word, its letters, and what it means. */

export type Method = "stride" | "linddun";

export interface Category {
  id: string;
  method: Method;
  letter: string;
  label: string;
  meaning: string;
}

const list: readonly (readonly [Method, string, string, string, string])[] = [
  ["stride", "spoofing", "S", "Spoofing", "Pretending to be somebody or something else"],
  ["stride", "tampering", "T", "Tampering", "Changing data or code without permission"],
  ["stride", "repudiation", "R", "Repudiation", "Acting without leaving evidence"],
  [
    "stride",
    "information-disclosure",
    "I",
    "Information disclosure",
    "Reading what should stay secret",
  ],
  ["stride", "denial-of-service", "D", "Denial of service", "Making a service unavailable"],
  [
    "stride",
    "elevation-of-privilege",
    "E",
    "Elevation of privilege",
    "Doing more than was granted",
  ],
  ["linddun", "linking", "L", "Linking", "Combining data to learn more about somebody"],
  ["linddun", "identifying", "I", "Identifying", "Learning who a person is"],
  ["linddun", "non-repudiation", "Nr", "Non-repudiation", "Being able to prove what a person did"],
  ["linddun", "detecting", "D", "Detecting", "Inferring involvement from observation"],
  [
    "linddun",
    "data-disclosure",
    "Dd",
    "Data disclosure",
    "Collecting, storing or sharing too much personal data",
  ],
  ["linddun", "unawareness", "U", "Unawareness", "Leaving people uninformed about their data"],
  ["linddun", "non-compliance", "Nc", "Non-compliance", "Deviating from law, standards or policy"],
];

export const CATEGORIES: readonly Category[] = list.map(([method, id, letter, label, meaning]) => ({
  id,
  method,
  letter,
  label,
  meaning,
}));

const byId = new Map(CATEGORIES.map((category) => [category.id, category]));

/** The category with this id; an unknown id becomes a readable stand-in. */
export function categoryOf(id: string): Category {
  const label = id.replaceAll("-", " ");
  return (
    byId.get(id) ?? {
      id,
      method: "stride",
      letter: label.slice(0, 1).toUpperCase(),
      label,
      meaning: label,
    }
  );
}
