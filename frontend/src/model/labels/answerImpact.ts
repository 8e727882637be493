/** What an answer may lead to, in words. */
import type { Question, Severity } from "@/api/types";
import { SEVERITIES } from "@/model/graph/severity";

export type CouldRaise = Question["could_raise"];

const NAMED = 2;

/** Return "could raise 3 high, 2 medium and 4 lower threats"; nothing when nobody has counted yet. */
export function answerImpact(counts: CouldRaise): string {
  const found = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0);
  const named = found.slice(0, found.length === NAMED + 1 ? NAMED + 1 : NAMED);
  const lower = sum(counts, found.slice(named.length));
  const parts = named.map((severity) => `${counts[severity]} ${severity}`);
  if (lower > 0) parts.push(`${lower} lower`);
  const last = parts.pop();
  if (!last) return "";
  const words = parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
  return `could raise ${words} ${sum(counts, found) === 1 ? "threat" : "threats"}`;
}

/** Return the worst that may come of it, or null. */
export function worstRaised(counts: CouldRaise): Severity | null {
  return SEVERITIES.find((severity) => (counts[severity] ?? 0) > 0) ?? null;
}

function sum(counts: CouldRaise, severities: readonly Severity[]): number {
  return severities.reduce((total, severity) => total + (counts[severity] ?? 0), 0);
}
