/** Whose figures are shown, and the list behind each of them. */
import type { Search } from "@/ui/searchParams";
import type { FigureId } from "./figures";

export type Scope =
  | { kind: "model"; model: string; team: string | undefined }
  | { kind: "portfolio"; team: string | undefined };

export interface Target {
  to: string;
  search: Search;
}

const OPEN = ["open", "needs-info"];
const AT_RISK = [...OPEN, "accepted"];

/** What the list of threats is asked for each figure that counts threats. */
const THREATS: Partial<Record<FigureId, Search>> = {
  at_risk: { status: AT_RISK },
  critical: { status: AT_RISK, severity: ["critical"] },
  high: { status: AT_RISK, severity: ["high"] },
  medium: { status: AT_RISK, severity: ["medium"] },
  low: { status: AT_RISK, severity: ["low"] },
  info: { status: AT_RISK, severity: ["info"] },
  accepted: { status: ["accepted"] },
  overdue: { due: ["overdue"] },
};

/** The list that a figure of today counts; of a portfolio, its models by that figure. */
export function figureTarget(id: FigureId, scope: Scope): Target | null {
  if (scope.kind === "portfolio") return modelsTarget(id, scope);
  const page = (name: string) => `/m/${scope.model}/${name}`;
  const threats = THREATS[id];
  if (threats) return { to: page("threats"), search: threats };
  if (id === "overdue_mitigations") return { to: page("mitigations"), search: { overdue: "1" } };
  if (id === "coverage") return { to: page("coverage"), search: {} };
  if (id === "expiring") {
    if (!scope.team) return null;
    return {
      to: `/t/${scope.team}/acceptances`,
      search: { state: ["expiring"], model: [scope.model] },
    };
  }
  return { to: page("attack-paths"), search: {} };
}

const SORTED_BY: Partial<Record<FigureId, string>> = {
  at_risk: "-at_risk",
  critical: "-critical",
  accepted: "-accepted",
  overdue: "-overdue",
  overdue_mitigations: "-overdue_mitigations",
  expiring: "-expiring",
  jewels_reached: "-jewels_reached",
  jewel_score: "-jewel_score",
};

function modelsTarget(id: FigureId, scope: Scope & { kind: "portfolio" }): Target {
  const ordering = SORTED_BY[id];
  const search = { tab: "models", ...(ordering && { ordering }) };
  return { to: scope.team ? `/t/${scope.team}/posture` : "/portfolio", search };
}

/** The threats that were found, or fixed and still are, from one day to another. */
export function flowTarget(
  flow: "found" | "fixed",
  span: { since: string; until: string },
  scope: Scope,
): Target | null {
  if (scope.kind === "portfolio") return null;
  const to = `/m/${scope.model}/threats`;
  if (flow === "found") return { to, search: { seen_since: span.since, seen_until: span.until } };
  return {
    to,
    search: {
      status: ["mitigated", "resolved"],
      closed_since: span.since,
      closed_until: span.until,
    },
  };
}

/** The threats of one likelihood and impact, before any mitigation. */
export function cellTarget(
  { likelihood, impact }: { likelihood: number; impact: number },
  scope: Scope,
): Target | null {
  if (scope.kind === "portfolio") return null;
  const levels = { likelihood: String(likelihood), impact: String(impact) };
  return {
    to: `/m/${scope.model}/threats`,
    search: { status: [...AT_RISK, "mitigated"], ...levels, flat: "1" },
  };
}

/** The open threats of some rules that have no mitigation. */
export function controlTarget(rules: readonly string[], scope: Scope): Target | null {
  if (scope.kind === "portfolio") return null;
  const search = { status: OPEN, rule: [...rules], mitigation: "none" };
  return { to: `/m/${scope.model}/threats`, search };
}
