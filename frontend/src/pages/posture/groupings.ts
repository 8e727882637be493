/** By what models are summed, and the list behind each sum. No React. */
import type { ModelGroup } from "@/api/types";
import type { FigureId } from "./figures";
import { modelsTarget, type Scope, type Target } from "./figureTargets";

export const GROUPINGS = {
  tag: { label: "Tag", without: "No tag" },
  owner: { label: "Owner", without: "No owner" },
  folder: { label: "Folder", without: "No folder" },
} as const;

export type Grouping = keyof typeof GROUPINGS;

export const groupingOf = (text: string): Grouping =>
  text in GROUPINGS ? (text as Grouping) : "tag";

export const groupName = (by: Grouping, group: ModelGroup): string =>
  group.key === null ? GROUPINGS[by].without : group.name;

/** The models of a group, by a figure where one is given; of those without a tag there is no list. */
export function groupTarget(
  by: Grouping,
  group: ModelGroup,
  scope: Scope & { kind: "portfolio" },
  figure: FigureId = "at_risk",
): Target | null {
  if (by === "tag" && group.key === null) return null;
  const { to, search } = modelsTarget(figure, scope);
  return { to, search: { ...search, [by]: [group.key ?? "none"] } };
}
