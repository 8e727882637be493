/** Results of earlier runs: their curve, and what became of each goal between two of them. No React. */
import type { GoalDifference, PathRun } from "@/api/types";
import { percent } from "./attackPaths";

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

/** Return the risk of the runs over time, oldest first, as points of a line in a box of this size. */
export function riskLine(
  runs: readonly Pick<PathRun, "risk" | "created_at">[],
  width: number,
  height: number,
): { x: number; y: number }[] {
  const points = runs.map(({ risk, created_at }) => ({ risk, at: Date.parse(created_at) }));
  const first = points.at(-1)?.at ?? 0;
  const span = (points[0]?.at ?? 0) - first || 1;
  const most = points.reduce((worst, { risk }) => Math.max(worst, risk), 0.001);
  return points.reverse().map(({ risk, at }) => ({
    x: ((at - first) / span) * width,
    y: height - (risk / most) * height,
  }));
}
