/** Searching by name: which of many things a person means. */

export interface Findable {
  name: string;
  kind: string;
  uid: string;
  /** Other words by which it is looked for. */
  keywords?: readonly string[];
  /** It is not offered before something is typed, and of two that match alike it comes second. */
  onlySearched?: boolean;
  /** It is not shown at the moment: of two that match alike it comes second. */
  aside?: boolean;
}

/**
 * Return the best matches: a name that starts with the words first, then one that holds them, then the uid.
 *
 * A keyword that is just what was typed counts like the name.
 */
export function findElements<Item extends Findable>(
  items: readonly Item[],
  query: string,
  limit = 30,
): Item[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.filter((item) => !item.onlySearched).slice(0, limit);
  const ranked = items
    .map((item) => ({ item, rank: matchRank(item, words) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        comesSecond(a.item) - comesSecond(b.item) ||
        a.item.name.localeCompare(b.item.name),
    );
  return ranked.slice(0, limit).map(({ item }) => item);
}

const NO_MATCH = 9;

function comesSecond({ aside = false, onlySearched = false }: Findable): number {
  return Number(aside || onlySearched);
}

function matchRank(item: Findable, words: readonly string[]): number {
  const name = item.name.toLowerCase();
  const keywords = (item.keywords ?? []).map((keyword) => keyword.toLowerCase());
  const all = `${name} ${item.kind} ${item.uid.toLowerCase()} ${keywords.join(" ")}`;
  if (!words.every((word) => all.includes(word))) return NO_MATCH;
  const first = words[0] as string;
  const typed = words.join(" ");
  if (name === typed || keywords.includes(typed)) return 0;
  if (name.startsWith(first)) return 1;
  if (name.includes(first)) return 2;
  return item.kind.startsWith(first) ? 3 : 4;
}
