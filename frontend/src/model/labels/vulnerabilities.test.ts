import { describe, expect, it } from "vitest";
import {
  countsText,
  recordUrl,
  remarks,
  scansText,
  shownSeverity,
  type Vulnerability,
  vulnerabilitiesIn,
} from "./vulnerabilities";

const ONE: Vulnerability = {
  id: "CVE-2024-1234",
  aliases: [],
  severity: "high",
  score: 7.5,
  cvss: "3.1",
  package: "libone",
  installed: "1.0",
  fixed: "",
  exploited: false,
  epss: 0,
  status: "affected",
  reason: "",
  found_by: ["trivy"],
};

describe("the public record", () => {
  it.each([
    ["CVE-2024-1234", "https://www.cve.org/CVERecord?id=CVE-2024-1234"],
    ["GHSA-aaaa-bbbb-cccc", "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"],
    ["MAL-2025-1", "https://osv.dev/vulnerability/MAL-2025-1"],
    ["TEMP-0841856-B18BAF", null],
    ["CVE-2024-1&x=javascript:alert(1)", null],
  ])("of %s", (id, url) => {
    expect(recordUrl(id)).toBe(url);
  });
});

it("anything that is no vulnerability is left out", () => {
  expect(vulnerabilitiesIn([ONE, 7, null, { id: "x" }])).toEqual([ONE]);
  expect(vulnerabilitiesIn(ONE)).toEqual([ONE]);
});

it("an unknown severity has the shape of the lowest", () => {
  expect(shownSeverity("high")).toBe("high");
  expect(shownSeverity("unknown")).toBe("info");
});

it("counts are told by severity, with what can be repaired", () => {
  const counts = [
    { severity: "critical", open: 1, fixable: 1, left_out: 0 },
    { severity: "high", open: 14, fixable: 12, left_out: 0 },
    { severity: "medium", open: 0, fixable: 0, left_out: 0 },
    { severity: "low", open: 3, fixable: 0, left_out: 0 },
  ];

  expect(countsText(counts)).toBe("1 critical (with a fix), 14 high (12 with a fix), 3 low");
  expect(countsText(undefined)).toBe("");
});

it("scans are told with their version and day", () => {
  const scans = [
    { scanner: "trivy", version: "0.68.1", at: "2025-11-03T07:15:30Z", kind: "vulnerabilities" },
    { scanner: "grype", version: "", at: "", kind: "vulnerabilities" },
  ];

  expect(scansText(scans)).toBe("trivy 0.68.1 on 2025-11-03 and grype");
  expect(scansText([])).toBe("");
});

it("what stands out is told in words", () => {
  const found = { ...ONE, exploited: true, epss: 0.944, status: "under-investigation" };

  expect(remarks(found)).toEqual(["used in attacks", "under investigation", "EPSS 94 %"]);
  expect(remarks({ ...ONE, status: "not-affected", reason: "code not reachable" })).toEqual([
    "not affected: code not reachable",
  ]);
  expect(remarks(ONE)).toEqual([]);
});
