/** Completes the condition of a rule: the holders of facts, and the facts of each. */

export interface Suggestion {
  /** What is written in the place of the word before the caret. */
  text: string;
  hint: string;
}

export interface FactHint {
  name: string;
  label: string;
  meaning: string;
}

/** The names a condition may use, and the kinds behind each; `self` is any kind the rule applies to. */
export const HOLDERS: Readonly<Record<string, { kinds: readonly string[]; hint: string }>> = {
  self: { kinds: [], hint: "The element or flow itself" },
  pod: { kinds: ["workload"], hint: "The workload it runs in" },
  image: { kinds: ["image"], hint: "Its image" },
  ns: { kinds: ["namespace"], hint: "Its namespace" },
  cluster: { kinds: ["cluster"], hint: "Its cluster" },
  node: { kinds: ["node"], hint: "Its node" },
  account: { kinds: ["service-account"], hint: "Its service account" },
  source: { kinds: ["workload"], hint: "Where the flow starts" },
  destination: { kinds: ["workload"], hint: "Where the flow ends" },
};

const SHOWN = 8;

/** Return the word that ends at the caret: letters, digits, underscores and dots. */
export function wordBefore(text: string, caret: number): string {
  return /[A-Za-z_][\w.]*$/.exec(text.slice(0, caret))?.[0] ?? "";
}

/** Return what may stand in the place of the word; `factsOf` gives the facts of a kind. */
export function suggestionsFor(
  word: string,
  appliesTo: readonly string[],
  factsOf: (kind: string) => readonly FactHint[],
): Suggestion[] {
  const [holder = "", part] = word.split(".");
  if (word === "") return [];
  if (part === undefined) {
    return Object.entries(HOLDERS)
      .filter(([name]) => name.startsWith(holder) && name !== holder)
      .map(([name, { hint }]) => ({ text: `${name}.`, hint }));
  }
  const kinds = holder === "self" ? appliesTo : (HOLDERS[holder]?.kinds ?? []);
  const facts = new Map(kinds.flatMap(factsOf).map((fact) => [fact.name, fact]));
  return [...facts.values()]
    .filter(({ name }) => name.includes(part.toLowerCase()) && name !== part)
    .sort((a, b) => Number(b.name.startsWith(part)) - Number(a.name.startsWith(part)))
    .slice(0, SHOWN)
    .map(({ name, label, meaning }) => ({ text: `${holder}.${name}`, hint: meaning || label }));
}

/** Return the text with the word before the caret replaced, and where the caret goes. */
export function completed(
  text: string,
  caret: number,
  suggestion: string,
): { text: string; caret: number } {
  const start = caret - wordBefore(text, caret).length;
  return {
    text: text.slice(0, start) + suggestion + text.slice(caret),
    caret: start + suggestion.length,
  };
}
