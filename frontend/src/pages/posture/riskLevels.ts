/** The levels of risk by likelihood times impact, each 1 to 5. No React. */
import type { Risk } from "@/api/types";

export const STAGES = [
  { value: "inherent", label: "Inherent" },
  { value: "current", label: "Current" },
  { value: "target", label: "Target" },
] as const;

export type Stage = (typeof STAGES)[number]["value"];

/** The lowest first. */
export const LIKELIHOODS = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"] as const;
export const IMPACTS = ["Negligible", "Minor", "Moderate", "Major", "Severe"] as const;

export type RiskLevel = "low" | "moderate" | "high" | "critical";

export function levelOf(likelihood: number, impact: number): RiskLevel {
  const score = likelihood * impact;
  if (score > 15) return "critical";
  if (score > 9) return "high";
  return score > 4 ? "moderate" : "low";
}

export interface Cell {
  likelihood: number;
  impact: number;
  count: number;
  level: RiskLevel;
}

/** The cells of a stage by impact, the highest first, and within that by likelihood, the lowest first. */
export function matrixRows(risk: Risk, stage: Stage): Cell[][] {
  const rows = risk[stage].cells.map((row, y) =>
    row.map((count, x) => ({
      likelihood: x + 1,
      impact: y + 1,
      count,
      level: levelOf(x + 1, y + 1),
    })),
  );
  return rows.toReversed();
}
