/** Whose figures are shown, and the list behind each of them. */
import {
  AT_RISK_THREAT_STATUSES,
  FIXED_THREAT_STATUSES,
  OPEN_THREAT_STATUSES,
} from "@/model/labels/threatStatuses";
import type { Search } from "@/ui/searchParams";
import type { FigureId } from "./figures";

export type Scope =
  | { kind: "model"; model: string; team: string | undefined }
  | { kind: "portfolio"; team: string | undefined };

export interface Target {
  to: string;
  search: Search;
}

const AT_RISK = [...AT_RISK_THREAT_STATUSES];

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

/** The threats of a model, or of all models of a portfolio. */
function threatsTarget(scope: Scope, search: Search): Target {
  if (scope.kind === "model") return { to: `/m/${scope.model}/threats`, search };
  return { to: portfolioPage(scope), search: { tab: "threats", ...search } };
}

const portfolioPage = ({ team }: Scope): string => (team ? `/t/${team}/posture` : "/portfolio");

/** The list that a figure of today counts; of a portfolio, what is no threat leads to its models by that figure. */
export function figureTarget(id: FigureId, scope: Scope): Target | null {
  const threats = THREATS[id];
  if (threats) return threatsTarget(scope, threats);
  if (scope.kind === "portfolio") {
    if (id === "expiring" && scope.team)
      return { to: `/t/${scope.team}/acceptances`, search: { state: ["expiring"] } };
    return modelsTarget(id, scope);
  }
  const page = (name: string) => `/m/${scope.model}/${name}`;
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

/** The models of a portfolio, the highest of a figure first. */
export function modelsTarget(id: FigureId, scope: Scope & { kind: "portfolio" }): Target {
  const ordering = SORTED_BY[id];
  return { to: portfolioPage(scope), search: { tab: "models", ...(ordering && { ordering }) } };
}

/** The threats that were found, or fixed and still are, from one day to another. */
export function flowTarget(
  flow: "found" | "fixed",
  span: { since: string; until: string },
  scope: Scope,
): Target {
  if (flow === "found")
    return threatsTarget(scope, { seen_since: span.since, seen_until: span.until });
  return threatsTarget(scope, {
    status: [...FIXED_THREAT_STATUSES],
    closed_since: span.since,
    closed_until: span.until,
  });
}

/** The threats of one likelihood and impact, before any mitigation. */
export function cellTarget(
  { likelihood, impact }: { likelihood: number; impact: number },
  scope: Scope,
): Target {
  const levels = { likelihood: String(likelihood), impact: String(impact) };
  const flat = scope.kind === "model" && { flat: "1" };
  return threatsTarget(scope, { status: [...AT_RISK, "mitigated"], ...levels, ...flat });
}

/** The threats above the appetite with the mitigations that are done, or those of them that are accepted. */
export function appetiteTarget(scope: Scope, of: "all" | "accepted"): Target {
  const flat = scope.kind === "model" && { flat: "1" };
  const accepted = of === "accepted" && { status: ["accepted"] };
  return threatsTarget(scope, { above_appetite: "true", ...accepted, ...flat });
}

/** The open threats of some rules that have no mitigation. */
export function controlTarget(rules: readonly string[], scope: Scope): Target {
  return threatsTarget(scope, {
    status: [...OPEN_THREAT_STATUSES],
    rule: [...rules],
    mitigation: "none",
  });
}
