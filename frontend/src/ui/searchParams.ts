/** How search parameters are written in the address: plain and repeated, `?severity=high&severity=low`. */

export type Search = Record<string, string | string[] | undefined>;

/** Read a query string. A parameter that occurs once is a string, one that repeats is a list. */
export function parseSearch(text: string): Search {
  const search: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const known = search[key];
    search[key] = known === undefined ? value : [...[known].flat(), value];
  }
  return search;
}

/** Write a query string, with its question mark; empty values and lists are left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== "") params.append(key, String(one));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** All values of one parameter, whether it occurs never, once or often. */
export function valuesOf(search: Search, key: string): string[] {
  const value = search[key];
  return value === undefined ? [] : [value].flat();
}

/** The first value of one parameter, or "". */
export function firstOf(search: Search, key: string): string {
  return valuesOf(search, key)[0] ?? "";
}
