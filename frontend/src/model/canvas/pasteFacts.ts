/** What is known of a copied thing: the copy says the same, as the word of who copied it. */

import type { FactType } from "@/model/graph/elementKinds";
import type { FactProps } from "@/model/graph/ops";
import { fitsFact } from "@/model/labels/factValues";

export type Facts = Readonly<Record<string, unknown>>;
/** Facts of elements and flows by uid. */
export type FactsByUid = ReadonlyMap<string, Facts>;

/**
 * What holds of the original alone, and would be false or grow old at the copy.
 *
 * Everything else is carried over, also what the platform decides or was concluded: else the copy would raise other
 * threats than its original, and ask what is known.
 */
const OF_THE_ORIGINAL = new Set([
  // What scanners found: only the next scan of that very thing may renew it.
  ...["scans", "scan_findings", "vulnerabilities", "vulnerability_counts"],
  ...["leaked_secrets", "malware_found"],
  // Names of files that tell of it; no file tells of the copy.
  ...["dockerfile", "from_file"],
  // How sure it is that a flow was concluded rightly; the copy is drawn.
  ...["confidence", "review"],
]);

/** Means something only in the model it was said in. */
const OF_ONE_MODEL = new Set(["data_sets", "data_sets_declined"]);

/** Return what of these can be said of a copy. */
export function copiedFacts(facts: Facts = {}): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !OF_THE_ORIGINAL.has(name)));
}

/** Return what of a text's facts fits the catalogue; it is believed in nothing else. */
export function applicableFacts(raw: unknown, types: readonly FactType[]): Facts {
  if (typeof raw !== "object" || raw === null) return {};
  const given = raw as Record<string, unknown>;
  const known = types.filter(
    (type) =>
      !OF_THE_ORIGINAL.has(type.name) &&
      Object.hasOwn(given, type.name) &&
      fitsFact(type, given[type.name]),
  );
  return Object.fromEntries(known.map((type) => [type.name, given[type.name]]));
}

const COPIED = "Copied from";

/** Return what stands beside a fact where there is little room: "copied", or the whole note. */
export function shortNote(why: string): string {
  return why.startsWith(COPIED) ? "copied" : why;
}

/** Where copies go: the new uids of what is copied along, and whether the model is that of the originals. */
export interface Destination {
  uids: ReadonlyMap<string, string>;
  local: boolean;
}

/** Return the facts as they are said of a copy of `original`. */
export function factProps(
  facts: Facts,
  original: string,
  to: Destination,
): { facts?: Record<string, FactProps[string]> } {
  const said = Object.entries(facts).filter(([name]) => to.local || !OF_ONE_MODEL.has(name));
  const why = `${COPIED} ${original}`;
  return said.length === 0
    ? {}
    : {
        facts: Object.fromEntries(
          said.map(([name, value]) => [name, { value: renamed(value, to), why }]),
        ),
      };
}

/** Return how many data sets are named that another model does not have. */
export function dataSetsIn(all: Iterable<Facts>): number {
  const named = [...all].flatMap(({ data_sets }) => (Array.isArray(data_sets) ? data_sets : []));
  return new Set(named).size;
}

/** Return the value with the copies' uids in it; a volume of another model is none here. */
function renamed(value: unknown, { uids, local }: Destination, field = ""): unknown {
  if (typeof value === "string")
    return uids.get(value) ?? (field === "volume" && !local ? "" : value);
  if (Array.isArray(value)) return value.map((one) => renamed(one, { uids, local }));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, renamed(one, { uids, local }, name)]),
  );
}
