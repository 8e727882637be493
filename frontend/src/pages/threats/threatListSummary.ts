/** What the list of threats says of itself in words. No React. */
import type { ThreatList } from "@/api/types";
import type { Certainty } from "@/entities/threats/FoundOrPossibleSwitch";
import { AT_RISK_THREAT_STATUSES } from "@/model/labels/threatStatuses";

/**
 * Say how many threats there are, in how many groups where that differs, how many of them are still a risk, as
 * the navigation counts, and how many are accepted.
 */
export function threatTotals(
  { threat_count, count, facets }: ThreatList,
  certainty: Certainty,
  narrowed: boolean,
): string {
  const number = (value: number) => value.toLocaleString("en-US");
  const what = `${certainty === "possible" ? "possible " : ""}${threat_count === 1 ? "threat" : "threats"}`;
  const threats = `${narrowed ? "matching " : ""}${what}`;
  const groups =
    count < threat_count ? ` in ${number(count)} ${count === 1 ? "group" : "groups"}` : "";
  const atRisk = AT_RISK_THREAT_STATUSES.reduce((sum, one) => sum + (facets.status[one] ?? 0), 0);
  const isPart = certainty === "found" && !narrowed && atRisk < threat_count;
  const stillAtRisk = isPart ? `, ${number(atRisk)} at risk` : "";
  const accepted = facets.status.accepted ?? 0;
  const borne = accepted > 0 ? `, ${number(accepted)} accepted` : "";
  return `${number(threat_count)} ${threats}${groups}${stillAtRisk}${borne}`;
}

/** How many of the threats are attack scenarios; 0 where all are, as the filter would change nothing. */
export function scenarioCount({ threat_count, facets }: ThreatList): number {
  const scenarios = facets.method.pasta ?? 0;
  return scenarios < threat_count ? scenarios : 0;
}
