/** Entries of public catalogs that are known by their number alone. */

const CATALOGS: readonly (readonly [prefix: string, pattern: RegExp])[] = [
  ["cwe", /^CWE-[1-9]\d{0,4}$/],
  ["capec", /^CAPEC-[1-9]\d{0,3}$/],
  ["attack", /^T\d{4}(\.\d{3})?$/],
  ["cve", /^CVE-(1999|20\d\d)-\d{4,7}$/],
];

/** Return the id of a reference for "CWE-79", "cve:CVE-2021-44228" or "T1059.004"; null where it names no entry. */
export function catalogReference(typed: string): string | null {
  const text = typed.trim();
  const number = text.slice(text.indexOf(":") + 1).toUpperCase();
  const found = CATALOGS.find(([, pattern]) => pattern.test(number));
  if (!found) return null;
  const id = `${found[0]}:${number}`;
  return text.includes(":") && text.toLowerCase() !== id.toLowerCase() ? null : id;
}
