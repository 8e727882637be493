/** How entries of public catalogs are shown. No React. */

/** Return source, id and title: "ATT&CK T1611 Escape to Host". */
export function referenceText({ label, title }: { label: string; title: string }): string {
  return `${label} ${title}`.trim();
}
