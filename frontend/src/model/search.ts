/** Reading values out of the address of the page, whatever a person typed there. */

export type Search = Record<string, unknown>;

/** Return a list of words: the address may hold one word, several, or a comma list. */
export function words(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [];
  const clean = list
    .filter((one) => typeof one === "string" || typeof one === "number")
    .map(String);
  return [...new Set(clean.map((one) => one.trim()).filter(Boolean))];
}

export function word(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** Return a page number, 1 for anything that is none. */
export function page(value: unknown): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : 1;
}

export function flag(value: unknown): boolean {
  return value === true || value === "1" || value === 1 || value === "true";
}

/** Return the search without what says nothing: empty text, empty lists, false, page 1. */
export function compact(search: Search): Search {
  return Object.fromEntries(
    Object.entries(search).filter(
      ([key, value]) =>
        value !== "" &&
        value !== undefined &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0) &&
        !(key === "page" && value === 1),
    ),
  );
}

/** Return the list with the word put in or taken out. */
export function toggled(list: readonly string[], one: string): string[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}
