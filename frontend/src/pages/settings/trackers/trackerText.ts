/** What a tracker has to do, in words. No React. */
import type { Tracker } from "@/api/types";
import { issueCount } from "@/entities/trackers/issueProgress";

/** "12 issues, 2 waiting, 1 failed". */
export function countsText({
  links,
  waiting,
  failed,
  conflicts,
  proposals,
}: Tracker["counts"]): string {
  const rest: [number, string][] = [
    [waiting, "waiting"],
    [failed, "failed"],
    [conflicts, conflicts === 1 ? "conflict" : "conflicts"],
    [proposals, proposals === 1 ? "proposal" : "proposals"],
  ];
  const said = rest.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [issueCount(links), ...said].join(", ");
}
