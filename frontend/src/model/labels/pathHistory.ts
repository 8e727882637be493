/** Results of earlier runs: their curve, and what became of each goal between two of them. No React. */
import type { GoalDifference, PathRun } from "@/api/types";
import { percent } from "./attackPaths";

export type GoalChange = GoalDifference["change"];

/** What became of a goal, in words: from unreachable to reachable says more than "worse". */
export function goalChangeText({ change, before, after }: GoalDifference): string {
  const was = before?.score ?? null;
  const now = after?.score ?? null;
  if (change === "new") return now === null ? "New goal, out of reach" : "New goal, reachable";
  if (change === "gone") return "Goal removed";
  if (was === null && now !== null) return "Became reachable";
  if (was !== null && now === null) return "Out of reach now";
  if (change === "same") return "Unchanged";
  return change === "worse" ? "Easier to reach" : "Harder to reach";
}

/** What differs in figures: "score 17 → 10, exposure 93 % → 8 %". */
export function goalChangeFigures({ before, after }: GoalDifference): string {
  if (!before || !after) return "";
  const parts = [
    before.score !== after.score && `score ${before.score ?? "none"} → ${after.score ?? "none"}`,
    before.exposure.share !== after.exposure.share &&
      `exposure ${percent(before.exposure.share)} → ${percent(after.exposure.share)}`,
    before.paths !== after.paths && `paths ${before.paths} → ${after.paths}`,
    before.possible !== after.possible && `possible paths ${before.possible} → ${after.possible}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** Return the risk of the runs, oldest first, as points of a line in a box of this size. */
export function riskLine(
  runs: readonly Pick<PathRun, "risk">[],
  width: number,
  height: number,
): { x: number; y: number }[] {
  const risks = runs.map(({ risk }) => risk).reverse();
  const most = Math.max(...risks, 0.001);
  const gap = risks.length > 1 ? width / (risks.length - 1) : 0;
  return risks.map((risk, index) => ({ x: index * gap, y: height - (risk / most) * height }));
}
