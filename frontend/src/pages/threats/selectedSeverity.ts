/** The worst severity of the threats that a selection is about, as far as the rows show it. No React. */
import type { Severity, ThreatRow, ThreatSelection } from "@/api/types";
import { severityRank } from "@/model/graph/severity";
import { groupOf } from "./rowKey";

/** Return that of the selected rows; of all rows where the selection is of a filter, or on another page. */
export function selectedSeverity(
  rows: readonly ThreatRow[],
  { all, numbers = [], groups = [] }: ThreatSelection,
): Severity {
  const keys = new Set(groups.map((group) => JSON.stringify(group)));
  const chosen = rows.filter((row) => {
    const group = groupOf(row);
    return group ? keys.has(JSON.stringify(group)) : numbers.includes(row.number);
  });
  const counted = all || chosen.length === 0 ? rows : chosen;
  const worst = [...counted].sort((a, b) => severityRank(a.severity) - severityRank(b.severity))[0];
  return worst?.severity ?? "medium";
}
