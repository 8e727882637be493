/** The marks of threats on the drawing, which change with every analysis and with no operation. */
import type { CanvasThreats } from "@/api/types";
import { fullCounts, SEVERITIES, worstOf } from "@/model/graph/severity";
import type { Snapshot, SnapshotElement } from "@/model/graph/snapshot";

type Marked = Pick<SnapshotElement, "uid" | "threats" | "worst">;

/** Return the snapshot with these numbers of open threats; what has the same as before keeps its identity. */
export function withThreatBadges(snapshot: Snapshot, marks: CanvasThreats): Snapshot {
  const elements = marked(snapshot.elements, marks.elements);
  const flows = marked(snapshot.flows, marks.flows);
  const same = elements === snapshot.elements && flows === snapshot.flows;
  return same ? snapshot : { ...snapshot, elements, flows };
}

function marked<Row extends Marked>(rows: Row[], marks: Readonly<Record<string, number[]>>): Row[] {
  let differs = false;
  const next = rows.map((row) => {
    const numbers = marks[row.uid] ?? NONE;
    const same = SEVERITIES.every((severity, place) => row.threats[severity] === numbers[place]);
    if (same) return row;
    differs = true;
    const threats = fullCounts(
      Object.fromEntries(SEVERITIES.map((severity, place) => [severity, numbers[place] ?? 0])),
    );
    return { ...row, threats, worst: worstOf(threats) };
  });
  return differs ? next : rows;
}

const NONE = SEVERITIES.map(() => 0);
