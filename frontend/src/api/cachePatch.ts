/** Changing one thing inside cached answers of the server, before the server has confirmed it. */

type Json = Record<string, unknown>;

/** Return the data with `change` merged into every object that matches; what is not concerned keeps its identity. */
export function patched(data: unknown, matches: (one: Json) => boolean, change: Json): unknown {
  if (Array.isArray(data)) return patchedList(data, matches, change);
  if (typeof data !== "object" || data === null) return data;
  return patchedRecord(data as Json, matches, change);
}

/** Return whether this is the threat T<number>: only threats have a number and a severity. */
export function isThreat(number: number): (one: Json) => boolean {
  return (one) => one.number === number && "severity" in one;
}

/** Return whether this is the mitigation M<number>, whole or as the brief beside a threat. */
export function isMitigation(number: number): (one: Json) => boolean {
  return (one) => one.number === number && "status" in one && !("severity" in one);
}

function patchedList(list: unknown[], matches: (one: Json) => boolean, change: Json): unknown[] {
  const next = list.map((one) => patched(one, matches, change));
  return next.some((one, index) => one !== list[index]) ? next : list;
}

function patchedRecord(record: Json, matches: (one: Json) => boolean, change: Json): Json {
  let next = matches(record) ? { ...record, ...known(record, change) } : record;
  for (const [key, value] of Object.entries(record)) {
    const inner = patched(value, matches, change);
    if (inner !== value && !(key in change && next !== record)) next = { ...next, [key]: inner };
  }
  return next;
}

/** A brief has fewer keys than the whole: only those it has are changed. */
function known(record: Json, change: Json): Json {
  return Object.fromEntries(Object.entries(change).filter(([key]) => key in record));
}
