import { describe, expect, it } from "vitest";
import type { AssessmentRow, ThreatFinding } from "@/api/types";
import { alertsReadText, findingName, findingsText, foundText, reportHost } from "./assessments";

const assessment = { kind: "penetration-test" } as ThreatFinding["assessment"];

describe("a finding on the page of its threat", () => {
  it("says whether a person has confirmed it, and where it was found", () => {
    const day = "Oct 12, 2026";

    expect(foundText({ status: "confirmed", assessment }, day)).toBe(
      "Confirmed by penetration test of Oct 12, 2026",
    );
    expect(foundText({ status: "open", assessment }, day)).toBe(
      "Reported by penetration test of Oct 12, 2026",
    );
  });
});

describe("an assessment in the list", () => {
  const row = (findings_count: number, unresolved: number) =>
    findingsText({ findings_count, unresolved } as AssessmentRow);

  it("counts its findings and what is left of them", () => {
    expect(row(0, 0)).toBe("No findings");
    expect(row(1, 1)).toBe("1 finding, 1 unresolved");
    expect(row(3, 0)).toBe("3 findings, all resolved");
  });
});

describe("a file of alerts", () => {
  it("says what was not read only where there is any", () => {
    const none = { read: 1, skipped: 0, left_out: 0, no_room: 0, repeated: 0, unmapped: [] };

    expect(alertsReadText(none)).toBe("1 alert read.");
    expect(alertsReadText({ ...none, read: 2, skipped: 1, left_out: 3 })).toBe(
      "2 alerts read. 1 line was no alert. 3 alerts were left out: the file holds too many.",
    );
    expect(alertsReadText({ ...none, read: 4, repeated: 2, no_room: 1 })).toBe(
      "4 alerts read. 2 were imported before. 1 alert has no finding: the assessment has no room for more.",
    );
  });

  it("names the findings of one rule by their places", () => {
    expect(findingName({ title: "Shell", place: "shop/web" })).toBe("Shell on shop/web");
    expect(findingName({ title: "Socket reachable", place: "" })).toBe("Socket reachable");
  });
});

describe("the link to a report", () => {
  it("is called by its host", () => {
    expect(reportHost("https://reports.example.com/2026/shop.pdf")).toBe("reports.example.com");
    expect(reportHost("no address")).toBe("no address");
  });
});
