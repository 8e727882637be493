/** Mitigations: their states in order, who may choose which, and their estimates. */
import type { Mitigation, MitigationStatus } from "@/api/types";

type Effort = Exclude<Mitigation["effort"], "">;
type Reduction = Exclude<Mitigation["reduction"], "">;

export const EFFORT_LABELS: Readonly<Record<Effort, string>> = {
  XS: "XS (hours)",
  S: "S (days)",
  M: "M (a week)",
  L: "L (weeks)",
  XL: "XL (months)",
};

/** How much of the risk of its threats a mitigation is expected to remove. */
export const REDUCTION_LABELS: Readonly<Record<Reduction, string>> = {
  none: "None",
  partly: "Partly",
  mostly: "Mostly",
  fully: "Fully",
};

/** A cost with the currency of the team, such as "EUR 1,200"; "" for none. */
export function costText(cost: number | null, currency: string): string {
  if (cost === null) return "";
  const amount = cost.toLocaleString("en-US");
  return currency ? `${currency} ${amount}` : amount;
}

export const MITIGATION_STATUSES: readonly MitigationStatus[] = [
  "proposed",
  "planned",
  "in-progress",
  "implemented",
  "verified",
  "rejected",
];

/** Return the states a person may choose; `verified` takes an import as evidence or an approver. */
export function choosableStatuses(
  isApprover: boolean,
  current: MitigationStatus,
): MitigationStatus[] {
  return MITIGATION_STATUSES.filter(
    (status) => status !== "verified" || isApprover || current === "verified",
  );
}
