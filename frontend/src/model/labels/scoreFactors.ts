/** What a score is made of, in words. No React. */
import type { ScoreFactor, ThreatDetail } from "@/api/types";
import { formatValue } from "./facts";

const FACTORS: Readonly<Record<ScoreFactor["factor"], { label: string; meaning: string }>> = {
  severity: { label: "Severity", meaning: "Severity of the rule, before its surroundings" },
  gain: { label: "Gain", meaning: "What an attacker has who uses it" },
  exposure: { label: "Exposure", meaning: "Who can reach it" },
  criticality: { label: "Criticality", meaning: "What depends on it" },
  data: { label: "Data", meaning: "Classification of its data" },
  scope: { label: "Scope", meaning: "How far it reaches" },
  exploited: { label: "Known attacks", meaning: "The vulnerability is used in attacks" },
  limit: { label: "Limit", meaning: "Surroundings never move a score into another severity" },
};

export interface FactorWords {
  label: string;
  meaning: string;
  /** "+5", "−4", "90" for the base. */
  points: string;
  /** The fact that it comes from; empty where it comes from none. */
  fact: string;
  /** Where that was read; empty where that is not known. */
  source: string;
}

export function factorWords(factor: ScoreFactor): FactorWords {
  const { label, meaning } = FACTORS[factor.factor];
  const isBase = factor.factor === "severity";
  const name = factor.label || factor.fact;
  return {
    label,
    meaning,
    points: isBase ? String(factor.points) : signed(factor.points),
    fact: factor.fact ? `${name}: ${formatValue(factor.value)}` : gained(factor.value),
    source: factor.file && (factor.line > 0 ? `${factor.file}:${factor.line}` : factor.file),
  };
}

/** Return the score that the factors add up to. */
export function factorSum({ factors }: Pick<ThreatDetail, "factors">): number {
  return factors.reduce((sum, { points }) => sum + points, 0);
}

const GAINS: Readonly<Record<string, string>> = {
  "cluster-control": "Control over the cluster",
  "node-control": "Control over a node",
  "code-execution": "Code execution",
  credentials: "Credentials",
  "data-access": "Access to data",
  "lateral-movement": "Access to other components",
};

function gained(value: unknown): string {
  return typeof value === "string" ? (GAINS[value] ?? value) : "";
}

function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}
