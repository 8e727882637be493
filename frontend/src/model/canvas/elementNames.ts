/** Names that new elements get until somebody gives them a better one. */

/** Return "Container", or "Container 2" when that name is taken among these. */
export function freshName(label: string, taken: Iterable<string>): string {
  const names = new Set([...taken].map((name) => name.toLowerCase()));
  if (!names.has(label.toLowerCase())) return label;
  let number = 2;
  while (names.has(`${label} ${number}`.toLowerCase())) number += 1;
  return `${label} ${number}`;
}

/** Return "cart copy", or "cart copy 2" when that is taken; a copy of a copy is counted on. */
export function copyName(name: string, taken: Iterable<string>): string {
  return freshName(`${name.replace(/ copy( \d+)?$/, "")} copy`, taken);
}

/** Characters that are not seen and turn or break the text around them: the server takes them in no name. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

export function visibleName(name: string): string {
  return name.replaceAll(HIDDEN, "");
}
