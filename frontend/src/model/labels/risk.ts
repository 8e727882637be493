/** Risk in words, and what a risk matrix has to hold. No React. */
import type {
  OwaspFactor,
  RiskColor,
  RiskMatrix,
  RiskMethod,
  ScoreFactor,
  ThreatRisk,
} from "@/api/types";
import { REDUCTION_LABELS } from "./mitigations";

export const STAGES = [
  { value: "inherent", label: "Inherent", meaning: "Before any mitigation." },
  {
    value: "current",
    label: "Current",
    meaning: "With the mitigations that are implemented or verified.",
  },
  {
    value: "target",
    label: "Target",
    meaning: "Once all mitigations that are not rejected are done.",
  },
] as const;

export type Stage = (typeof STAGES)[number]["value"];

export const RISK_COLORS: readonly RiskColor[] = [
  "gray",
  "green",
  "blue",
  "yellow",
  "orange",
  "red",
];

export const METHOD_LABELS: Readonly<Record<RiskMethod["method"], string>> = {
  facts: "Likelihood × impact from facts",
  owasp: "OWASP Risk Rating",
  cvss: "CVSS",
};

export const METHOD_MEANINGS: Readonly<Record<RiskMethod["method"], string>> = {
  facts: "Severity, exposure, reach, gain and data of each threat give both sides.",
  owasp: "Sixteen factors of 0 to 9. Facts give those they prove; you give the others.",
  cvss: "A CVSS 3.x or 4.0 score, from a scan or a vector you enter, gives the impact; facts give the likelihood.",
};

export const GROUP_LABELS: Readonly<Record<OwaspFactor["group"], string>> = {
  "threat-agent": "Threat agent",
  vulnerability: "Vulnerability",
  "technical-impact": "Technical impact",
  "business-impact": "Business impact",
};

export const SOURCE_LABELS: Readonly<
  Record<NonNullable<ThreatRisk["owasp"]>["factors"][number]["source"], string>
> = {
  threat: "Set for this threat",
  facts: "From facts",
  model: "Set for the model",
  unknown: "Unknown",
};

const LIKELIHOOD = new Set<ScoreFactor["factor"]>(["reach", "exposure", "exploited", "likelihood"]);
const IMPACT = new Set<ScoreFactor["factor"]>(["gain", "criticality", "data", "scope"]);

/** The factors of the score that count for one side of the risk. */
export function factorsOf(
  side: "likelihood" | "impact",
  factors: readonly ScoreFactor[],
): ScoreFactor[] {
  const counted = side === "likelihood" ? LIKELIHOOD : IMPACT;
  return factors.filter(({ factor, points }) => counted.has(factor) && points !== 0);
}

/** Where all points of the mean lie while a factor is unknown: "4.4", or "between 1.0 and 7.9". */
export function meanText({ score, word, least, most }: Mean): string {
  if (score !== null) return `${score.toFixed(1)} (${word})`;
  return `between ${least.toFixed(1)} and ${most.toFixed(1)}`;
}

type Mean = NonNullable<ThreatRisk["owasp"]>["likelihood"];

/** What a mitigation removes, such as "Mostly: 80 % of the likelihood". */
export function shareText({ reduction, share }: ThreatRisk["reductions"][number]): string {
  const percent = `${Math.round(share * 100)} % of the likelihood`;
  return reduction
    ? `${REDUCTION_LABELS[reduction]}: ${percent}`
    : `Not stated, taken as ${percent}`;
}

/** Whether the line of the appetite runs at the left of a cell, and below it. Both start at 0. */
export function appetiteEdges(
  { cells, appetite }: Pick<RiskMatrix, "cells" | "appetite">,
  likelihood: number,
  impact: number,
): { left: boolean; below: boolean } {
  const above = (x: number, y: number): boolean => (cells[y]?.[x] ?? 0) > appetite;
  const here = above(likelihood, impact);
  return {
    left: here && likelihood > 0 && !above(likelihood - 1, impact),
    below: here && impact > 0 && !above(likelihood, impact - 1),
  };
}

/** The cells with a lower level than the one of the next lower likelihood or impact, as "x y". */
export function fallingCells(cells: readonly (readonly number[])[]): Set<string> {
  const falling = new Set<string>();
  for (const [y, row] of cells.entries()) {
    for (const [x, level] of row.entries()) {
      const left = row[x - 1] ?? 0;
      const below = cells[y - 1]?.[x] ?? 0;
      if (level < left || level < below) falling.add(`${x} ${y}`);
    }
  }
  return falling;
}
