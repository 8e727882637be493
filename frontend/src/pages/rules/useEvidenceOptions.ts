/** The facts a rule can show as evidence: those of the kinds it applies to. */
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries";
import type { Draft } from "./ruleDraft";

export function useEvidenceOptions(draft: Draft): { value: string; label: string }[] {
  const catalogue = useQuery(catalogueQuery()).data;
  const facts = new Map<string, string>(draft.evidence.map((name) => [name, name]));
  for (const kind of catalogue?.kinds ?? []) {
    if (!draft.appliesTo.includes(kind.id)) continue;
    for (const fact of kind.facts) facts.set(fact.name, fact.label);
  }
  if (draft.appliesTo.includes("flow"))
    for (const fact of catalogue?.flow_facts ?? []) facts.set(fact.name, fact.label);
  return [...facts].map(([value, label]) => ({ value, label: label || value }));
}
