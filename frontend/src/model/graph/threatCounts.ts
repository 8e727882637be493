/** The counts of threats on the drawing, which change with every analysis and with no operation. */
import type { CanvasThreats } from "@/api/types";
import { fullCounts, SEVERITIES, type SeverityCounts, totalCount, worstOf } from "./severity";
import type { Snapshot, SnapshotElement } from "./snapshot";

type Counted = Pick<SnapshotElement, "uid" | "threats" | "worst" | "possible" | "possible_worst">;
type Counts = Readonly<Record<string, number[]>>;

/** Return the snapshot with these numbers of open threats; what has the same as before keeps its identity. */
export function withThreatCounts(snapshot: Snapshot, counts: CanvasThreats): Snapshot {
  const elements = withCounts(snapshot.elements, counts.elements, counts.possible.elements);
  const flows = withCounts(snapshot.flows, counts.flows, counts.possible.flows);
  const same = elements === snapshot.elements && flows === snapshot.flows;
  return same ? snapshot : { ...snapshot, elements, flows };
}

function withCounts<Row extends Counted>(rows: Row[], found: Counts, possible: Counts): Row[] {
  let differs = false;
  const next = rows.map((row) => {
    const threats = countsOf(found[row.uid]);
    const maybe = countsOf(possible[row.uid]);
    const [count, worst] = [totalCount(maybe), worstOf(maybe)];
    const same =
      SEVERITIES.every((severity) => row.threats[severity] === threats[severity]) &&
      row.possible === count &&
      row.possible_worst === worst;
    if (same) return row;
    differs = true;
    return {
      ...row,
      threats,
      worst: worstOf(threats),
      possible: count,
      possible_worst: worst,
    };
  });
  return differs ? next : rows;
}

function countsOf(numbers: readonly number[] = []): SeverityCounts {
  return fullCounts(
    Object.fromEntries(SEVERITIES.map((severity, place) => [severity, numbers[place] ?? 0])),
  );
}
