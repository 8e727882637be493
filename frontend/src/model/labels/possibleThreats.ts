/** The answers that decide a possible threat, in words. No React. */
import type { ThreatDetail } from "@/api/types";
import { sentenceCase } from "./categories";
import { optionLabel } from "./factOptions";
import { formatValue } from "./facts";

type Answers = ThreatDetail["answers"];
type Way = Answers["applies"][number];

interface Decision {
  action: "applies" | "does-not-apply";
  label: string;
  ways: readonly Way[];
}

/** Return what there is to choose of each action; one for which no value can be listed is left out. */
export function decisionsOf(answers: Answers): readonly Decision[] {
  const all: readonly Decision[] = [
    { action: "applies", label: "Applies if", ways: answers.applies },
    { action: "does-not-apply", label: "Does not apply if", ways: answers.does_not_apply },
  ];
  return all.filter(({ ways }) => ways.length > 0);
}

/** Return "Encrypted at rest: no, data classification: restricted". */
export function wayText(way: Way, missing: ThreatDetail["missing"]): string {
  const words = way.map(({ element, fact, value }) => {
    const known = missing.find((one) => one.fact === fact && one.subject.uid === element);
    const text = known?.type === "enum" ? optionLabel(String(value)) : textOf(value);
    return `${known?.label ?? sentenceCase(fact)}: ${text}`;
  });
  return words.map((word, place) => (place ? lowerFirst(word) : word)).join(", ");
}

function textOf(value: unknown): string {
  return Array.isArray(value) && value.length === 0 ? "none" : formatValue(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
