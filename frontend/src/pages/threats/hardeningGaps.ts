/** The hardening gaps of a component, in a few words. No React. */
import type { ThreatRow } from "@/api/types";

export type Gaps = NonNullable<ThreatRow["hardening_gap"]>;

const SHOWN = 3;
/** What a rule's id names first, where the reader sees it anyway. */
const SUBJECT = /^(container|workload|volume|store|image|service|init-container)-/;

/** Return "May run as root, seccomp not set, cpu unlimited, …". */
export function gapsText(rules: readonly string[]): string {
  const named = rules.slice(0, SHOWN).map((rule) => rule.replace(SUBJECT, "").replaceAll("-", " "));
  const text = [...named, ...(rules.length > SHOWN ? ["…"] : [])].join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The last part of a uid: "cart" of "k8s:shop/Deployment/cart". */
export function nameInUid(uid: string): string {
  return uid.split(/[/:]/).findLast((part) => part !== "") ?? uid;
}

/** The search parameters under which the list shows the gaps of a component one by one. */
export function gapsOf(current: object, gaps: Gaps): object {
  return { ...current, page: undefined, hardening_of: gaps.subject.uid };
}
