/** Pod Security levels in words: what a level means, what comes next, what the namespace makes of a pod. */
import type { PodSecurity, PodSecurityBlocker, PodSecurityLevel } from "@/api/types";
import { formatValue } from "./facts";

/** Where a workload stands: at a level, or, while answers are missing, somewhere from it on. */
export type Standing = PodSecurityLevel | "unknown";

export const STANDINGS: readonly { id: Standing; label: string; meaning: string }[] = [
  { id: "privileged", label: "Privileged", meaning: "It may escape to its node in known ways" },
  { id: "baseline", label: "Baseline", meaning: "Known ways to its node are closed" },
  { id: "restricted", label: "Restricted", meaning: "Hardened as is good practice for pods" },
  { id: "unknown", label: "Unknown", meaning: "Missing facts decide the level" },
];

const NEXT: Readonly<Record<PodSecurityLevel, PodSecurityLevel | null>> = {
  privileged: "baseline",
  baseline: "restricted",
  restricted: null,
};

export function standingOf(found: Pick<PodSecurity, "level" | "certain">): Standing {
  return found.certain ? found.level : "unknown";
}

export function standingLabel(standing: Standing): string {
  return STANDINGS.find((one) => one.id === standing)?.label ?? standing;
}

/** Return what stands between the workload and the next level, such as "2 fields keep it from baseline". */
export function distance(found: PodSecurity): string {
  const next = NEXT[found.level];
  if (next === null) return "Meets every requirement";
  if (!found.certain) {
    const count = found.unknown.length;
    const facts = count === 1 ? "1 unknown fact decides" : `${count} unknown facts decide`;
    return found.level === "privileged"
      ? `${facts} its level`
      : `At least ${found.level}; ${facts} about ${next}`;
  }
  const count = found.blockers.length;
  return count === 1 ? `1 field keeps it from ${next}` : `${count} fields keep it from ${next}`;
}

/** Return what its namespace makes of the pod, or null where that enforces nothing. */
export function admission(found: PodSecurity): string | null {
  const { enforced, namespace } = found;
  if (!enforced || !namespace) return null;
  const rule = `Namespace ${namespace.name} enforces ${enforced.level}`;
  if (enforced.verdict === "refused") return `${rule}: this pod would be refused`;
  if (enforced.verdict === "unknown")
    return `${rule}: unknown facts decide whether this pod is admitted`;
  return `${rule}: this pod is admitted`;
}

/** Return whose field it is: "container web", or "the pod". */
export function holderOf(blocker: PodSecurityBlocker): string {
  const { kind, name } = blocker.element;
  return kind === "workload" ? "the pod" : `${kind.replace("-", " ")} ${name}`;
}

/** Return the value as the manifest has it; nothing where the field is not there. */
export function stated(value: unknown): string {
  if (value === "not-set" || (Array.isArray(value) && value.length === 0)) return "not set";
  return typeof value === "boolean" ? String(value) : formatValue(value);
}
