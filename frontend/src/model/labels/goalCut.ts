/** What a set of changes does to a goal, in words. No React. */
import type { GoalCut } from "@/api/types";
import { counted } from "./counted";

/** Say what the changes do together: "These 2 changes together cut 12 of 12 paths". */
export function goalCutText({ fixes, cut, paths, remaining }: GoalCut): string {
  if (remaining.length > 0) return "No set of changes puts this out of reach";
  if (fixes.length === 0) return "No path that counts leads here";
  const what =
    fixes.length === 1 ? "This change cuts" : `These ${fixes.length} changes together cut`;
  return `${what} ${cut.toLocaleString("en-US")} of ${counted(paths, "path")}`;
}

/** Say how small the set is, or which path no change of the design stops. */
export function goalCutNote(found: GoalCut): string {
  const { fixes, is_smallest, at_least, remaining } = found;
  if (remaining.length > 0) {
    const names = remaining.map(({ element }) => element.name);
    const stops = names.filter((name, index) => name !== names[index - 1]);
    return `No change of the design stops this path: ${stops.join(" → ")}.`;
  }
  if (fixes.length === 0) return "";
  const who = found.assumed_start ? "inside the system" : "who counts";
  const after = `No attacker ${who} gets here afterwards`;
  if (!is_smallest) return `${after}. At least ${at_least} are needed; a smaller set may exist.`;
  return fixes.length === 1 ? `${after}.` : `${after}. No smaller set does it.`;
}
