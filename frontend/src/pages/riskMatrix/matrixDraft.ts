/** Edits of a risk matrix before it is saved. No React. */
import type { RiskColor, RiskMatrix, TeamRiskMatrix } from "@/api/types";
import { RISK_COLORS } from "@/model/labels/risk";
import type { DraftDifference } from "@/ui/EditConflict";

export const LEVELS_LEAST = 2;

export function draftOf(saved: TeamRiskMatrix): RiskMatrix {
  const { likelihoods, impacts, levels, cells, appetite } = saved;
  return { likelihoods, impacts, levels, cells, appetite };
}

export function sameMatrix(one: RiskMatrix, other: RiskMatrix): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function withName(
  draft: RiskMatrix,
  side: "likelihoods" | "impacts",
  at: number,
  name: string,
): RiskMatrix {
  return { ...draft, [side]: draft[side].map((one, index) => (index === at ? name : one)) };
}

export function withLevel(
  draft: RiskMatrix,
  at: number,
  changes: { name?: string; color?: RiskColor },
): RiskMatrix {
  const levels = draft.levels.map((one, index) => (index === at ? { ...one, ...changes } : one));
  return { ...draft, levels };
}

/** The next level of a cell, the lowest after the highest. */
export function withNextLevel(draft: RiskMatrix, likelihood: number, impact: number): RiskMatrix {
  const cells = draft.cells.map((row, y) =>
    row.map((level, x) =>
      x === likelihood && y === impact ? (level + 1) % draft.levels.length : level,
    ),
  );
  return { ...draft, cells };
}

/** Add a level above the others, in a color that none has yet. */
export function withMoreLevels(draft: RiskMatrix): RiskMatrix {
  const color = RISK_COLORS.find((one) => draft.levels.every((level) => level.color !== one));
  if (!color) return draft;
  return {
    ...draft,
    levels: [...draft.levels, { name: `Level ${draft.levels.length + 1}`, color }],
  };
}

/** Remove the highest level; its cells take the one below. */
export function withFewerLevels(draft: RiskMatrix): RiskMatrix {
  if (draft.levels.length <= LEVELS_LEAST) return draft;
  const top = draft.levels.length - 2;
  return {
    ...draft,
    levels: draft.levels.slice(0, -1),
    cells: draft.cells.map((row) => row.map((level) => Math.min(level, top))),
    appetite: Math.min(draft.appetite, top),
  };
}

/** What two people have made of the matrix, where it differs, in words. */
export function matrixDifferences(mine: RiskMatrix, theirs: RiskMatrix): DraftDifference[] {
  const words = (matrix: RiskMatrix): Record<string, string> => ({
    Likelihoods: matrix.likelihoods.join(", "),
    Impacts: matrix.impacts.join(", "),
    Levels: matrix.levels.map(({ name, color }) => `${name} (${color})`).join(", "),
    Appetite: matrix.levels[matrix.appetite]?.name ?? "",
    Cells: matrix.cells
      .map((row) => row.map((level) => matrix.levels[level]?.name).join(", "))
      .join("; "),
  });
  const [here, there] = [words(mine), words(theirs)];
  return Object.keys(here)
    .map((field) => ({ field, mine: here[field] ?? "", theirs: there[field] ?? "" }))
    .filter((one) => one.mine !== one.theirs);
}
