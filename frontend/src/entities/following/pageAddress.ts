/** The address of a page within its model, as it is shown to those who follow. No React. */

/** Longer ones are not shown: the server takes no more. */
const LONGEST = 1_000;
/** Names of pages and keys within them; nothing that leads elsewhere. */
const WITHIN_MODEL = /^(\/[\w~%:-][\w.~%:-]*)+(\?[^#]*)?$/;

/** Return the part of the address after "/m/<model>"; null for a page of no or another model. */
export function addressIn(model: string, pathname: string, search: string): string | null {
  const base = `/m/${model}`;
  if (!pathname.startsWith(`${base}/`)) return null;
  const address = `${pathname.slice(base.length).replace(/\/$/, "")}${search}`;
  return isAddress(address) ? address : null;
}

/** Whether another person's page may lead there: only to pages of the model. */
export function isAddress(address: string): boolean {
  return address.length <= LONGEST && WITHIN_MODEL.test(address) && !address.includes("..");
}

/** The path and the query string of an address. */
export function partsOf(address: string): { path: string; query: string } {
  const at = address.indexOf("?");
  return at < 0
    ? { path: address, query: "" }
    : { path: address.slice(0, at), query: address.slice(at + 1) };
}
