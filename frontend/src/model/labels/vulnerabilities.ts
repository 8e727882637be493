/** Vulnerabilities that scans found, as the server keeps them, and how they are read. No React. */
import type { Severity } from "@/api/types";

export interface Vulnerability {
  id: string;
  aliases: string[];
  severity: string;
  /** CVSS base score; 0 when there is none. */
  score: number;
  cvss: string;
  package: string;
  installed: string;
  /** The versions that repair it; empty when there is none. */
  fixed: string;
  exploited: boolean;
  /** Probability of an attack within 30 days; 0 when nobody told. */
  epss: number;
  status: string;
  reason: string;
  found_by: string[];
}

export interface SeverityCount {
  severity: string;
  open: number;
  fixable: number;
  left_out: number;
}

export interface Scan {
  scanner: string;
  version: string;
  at: string;
  kind: string;
}

/** Facts that the table of vulnerabilities shows, so that no other row has to. */
export const SHOWN_BY_TABLE: ReadonlySet<string> = new Set([
  "vulnerabilities",
  "vulnerability_counts",
  "scans",
]);

const SEVERITIES: ReadonlySet<string> = new Set(["critical", "high", "medium", "low"]);
// Names of advisories that the OSV database answers for.
const OSV = /^(MAL|PYSEC|RUSTSEC|GO|OSV|DSA|DLA|USN|ALSA|RLSA|ALPINE)-/;

/** Return the address of the public record, or null when nobody is known to have one. */
export function recordUrl(id: string): string | null {
  const name = encodeURIComponent(id);
  if (/^CVE-\d{4}-\d+$/.test(id)) return `https://www.cve.org/CVERecord?id=${name}`;
  if (id.startsWith("GHSA-")) return `https://github.com/advisories/${name}`;
  return OSV.test(id) ? `https://osv.dev/vulnerability/${name}` : null;
}

/** Return the records of a fact's value; anything else in it is left out. */
export function vulnerabilitiesIn(value: unknown): Vulnerability[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter(isVulnerability);
}

/** Return the severity as one that has a shape and a color; an unknown one is of the lowest. */
export function shownSeverity(word: string): Severity {
  return SEVERITIES.has(word) ? (word as Severity) : "info";
}

/** Return "1 critical, 14 high (12 with a fix)", or an empty text. */
export function countsText(value: unknown): string {
  return recordsIn<SeverityCount>(value)
    .filter((one) => one.open > 0)
    .map((one) => `${one.open} ${one.severity}${fixable(one)}`)
    .join(", ");
}

/** Return "trivy 0.68.1 on 2025-11-03 and grype 0.104.0", or an empty text. */
export function scansText(value: unknown): string {
  const named = recordsIn<Scan>(value).map((one) => {
    const day = one.at ? ` on ${one.at.slice(0, 10)}` : "";
    return `${[one.scanner, one.version].filter(Boolean).join(" ")}${day}`;
  });
  return named.length > 1
    ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`
    : (named[0] ?? "");
}

/** Return what is to be said of it beside its name, worst first. */
export function remarks(one: Vulnerability): string[] {
  const found: string[] = [];
  if (one.exploited) found.push("used in attacks");
  if (one.status === "under-investigation") found.push("under investigation");
  if (one.status === "not-affected" || one.status === "fixed") {
    const status = one.status === "fixed" ? "fixed" : "not affected";
    found.push(one.reason ? `${status}: ${one.reason}` : status);
  }
  if (one.epss >= 0.01) found.push(`EPSS ${Math.round(one.epss * 100)} %`);
  return found;
}

function fixable(count: SeverityCount): string {
  if (count.fixable === 0) return "";
  return count.fixable === count.open ? " (with a fix)" : ` (${count.fixable} with a fix)`;
}

function recordsIn<Item extends object>(value: unknown): Item[] {
  return Array.isArray(value)
    ? value.filter((one): one is Item => typeof one === "object" && one !== null)
    : [];
}

function isVulnerability(value: unknown): value is Vulnerability {
  return typeof value === "object" && value !== null && "id" in value && "package" in value;
}
