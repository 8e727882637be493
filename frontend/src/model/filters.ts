/** Which elements and flows stand out: those with threats of some severities, those that hold some data. */
import type { Severity } from "./severity";
import { ancestorsOf, type Snapshot, type Tree } from "./snapshot";

export interface Filters {
  /** Any of these; none means all. */
  severities: readonly Severity[];
  /** Uid of the data set; null means any. */
  dataSet: string | null;
}

export const NO_FILTERS: Filters = { severities: [], dataSet: null };

export interface Match {
  /** Uids of the elements and flows that match. */
  found: ReadonlySet<string>;
  /** Those, and the frames that hold them: what does not step back. */
  shown: ReadonlySet<string>;
}

/** Return what matches, or null when nothing is filtered. `holders`: uids of what holds the data set. */
export function matching(
  snapshot: Snapshot,
  tree: Tree,
  { severities, dataSet }: Filters,
  holders: ReadonlySet<string>,
): Match | null {
  if (severities.length === 0 && dataSet === null) return null;
  const found = new Set(
    [...tree.byUid.values(), ...snapshot.flows.filter((flow) => !flow.gone)]
      .filter(
        ({ threats }) => severities.length === 0 || severities.some((one) => threats[one] > 0),
      )
      .filter(({ uid }) => dataSet === null || holders.has(uid))
      .map(({ uid }) => uid),
  );
  const shown = new Set(found);
  for (const uid of found) for (const above of ancestorsOf(tree.byUid, uid)) shown.add(above);
  return { found, shown };
}
