/** What a score is made of, in words. No React. */
import type { ScoreFactor, ThreatDetail } from "@/api/types";
import { sentenceCase } from "./categories";
import { formatValue } from "./facts";

const FACTORS: Readonly<Record<ScoreFactor["factor"], { label: string; meaning: string }>> = {
  severity: { label: "Severity", meaning: "Severity in general" },
  situation: { label: "Situation", meaning: "Raises or lowers the severity here" },
  gain: { label: "Gain", meaning: "What an attacker gets" },
  reach: { label: "Reach", meaning: "Whether attack paths lead to it" },
  exposure: { label: "Exposure", meaning: "Who can reach it" },
  criticality: { label: "Criticality", meaning: "What depends on it" },
  data: { label: "Data", meaning: "Classification of its data" },
  scope: { label: "Scope", meaning: "How far it reaches" },
  exploited: { label: "Exploited", meaning: "Known to be used in attacks" },
  likelihood: { label: "Likelihood", meaning: "How easily the path is taken" },
  usual: {
    label: "Usual value",
    meaning: "It does not apply where this holds, as it usually does",
  },
  limit: { label: "Limit", meaning: "The other factors never change the severity" },
};

const REACH: Readonly<Record<string, string>> = {
  reached: "On an attack path",
  assumed: "Only from an assumed compromise",
  possible: "Only if an unknown fact holds",
  unreached: "No attack path reaches it",
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
  return {
    label,
    meaning,
    points: isBase ? String(factor.points) : signed(factor.points),
    fact: factText(factor),
    source: factor.file && (factor.line > 0 ? `${factor.file}:${factor.line}` : factor.file),
  };
}

/** The fact with its value; without a fact the value alone, such as what is gained. */
function factText({ factor, label, fact, value }: ScoreFactor): string {
  if (factor === "reach") return REACH[String(value)] ?? "";
  if (factor === "situation") return String(value); // a sentence
  if (fact) return `${label || fact}: ${formatValue(value)}`;
  return typeof value === "string" ? sentenceCase(value) : "";
}

/** Return the score that the factors add up to. */
export function factorSum({ factors }: Pick<ThreatDetail, "factors">): number {
  return factors.reduce((sum, { points }) => sum + points, 0);
}

function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}
