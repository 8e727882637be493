/** What assessments and their findings say. No React. */
import type { Assessment, AssessmentFinding, AssessmentRow, ThreatFinding } from "@/api/types";
import { counted } from "./counted";

export const ASSESSMENT_KINDS: Readonly<Record<Assessment["kind"], string>> = {
  "penetration-test": "Penetration test",
  audit: "Audit",
  "runtime-alerts": "Runtime alerts",
};

export const FINDING_STATUSES: Readonly<Record<AssessmentFinding["status"], string>> = {
  open: "Open",
  confirmed: "Confirmed",
  fixed: "Fixed",
  "false-positive": "False positive",
};

const OF_THREAT: Readonly<Record<AssessmentFinding["status"], string>> = {
  open: "Reported by",
  confirmed: "Confirmed by",
  fixed: "Fixed, reported by",
  "false-positive": "False positive of",
};

/** "Confirmed by penetration test of Oct 12, 2026"; `day` is in words. */
export function foundText(
  { status, assessment }: Pick<ThreatFinding, "status" | "assessment">,
  day: string,
): string {
  return `${OF_THREAT[status]} ${ASSESSMENT_KINDS[assessment.kind].toLowerCase()} of ${day}`;
}

/** "3 findings, 1 unresolved" */
export function findingsText({ findings_count: all, unresolved }: AssessmentRow): string {
  if (all === 0) return "No findings";
  const left = unresolved === 0 ? "all resolved" : `${unresolved} unresolved`;
  return `${counted(all, "finding")}, ${left}`;
}

/** "1,204 alerts read. 1,200 were imported before. 3 lines were no alerts." */
export function alertsReadText(alerts: NonNullable<Assessment["alerts"]>): string {
  const skipped = counted(alerts.skipped, "line was no alert", "lines were no alerts");
  const left = counted(alerts.left_out, "alert was left out", "alerts were left out");
  const repeated = counted(alerts.repeated, "was imported before", "were imported before");
  const noRoom = counted(alerts.no_room, "alert has no finding", "alerts have no finding");
  return [
    `${counted(alerts.read, "alert")} read.`,
    alerts.repeated > 0 ? `${repeated}.` : "",
    alerts.skipped > 0 ? `${skipped}.` : "",
    alerts.left_out > 0 ? `${left}: the file holds too many.` : "",
    alerts.no_room > 0 ? `${noRoom}: the assessment has no room for more.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** What a finding is called among those of its assessment: of alerts, a rule has one for each place. */
export function findingName({ title, place }: Pick<AssessmentFinding, "title" | "place">): string {
  return place ? `${title} on ${place}` : title;
}

/** The address of an assessment's report by its host, as a link says it. */
export function reportHost(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
