/** What reports are called. No React. */
import type { ReportFormatId, ReportRow, Version } from "@/api/types";
import { presetOf } from "@/entities/reports/sectionPresets";

/** What each format is for. */
export const FORMAT_PURPOSES: Readonly<Record<ReportFormatId, string>> = {
  pdf: "To read, sign and send. It looks the same everywhere.",
  docx: "To edit and comment on in Word.",
  html: "One file for the browser, without a network.",
  markdown: "For wikis and repositories.",
  xlsx: "All tables as sheets, to filter and sort.",
  csv: "All tables as text files, for programs.",
};

/** What of the model is in it: "Full review", "4 sections", or "All tables". */
export function contentsText({ sections }: Pick<ReportRow, "sections">): string {
  if (sections.length === 0) return "All tables";
  const count = sections.length;
  return presetOf(sections)?.label ?? (count === 1 ? "1 section" : `${count} sections`);
}

/** The state of the model that it shows: "Release 4 (change 17)"; "" until that is known. */
export function stateText({ seq, version_name }: Pick<ReportRow, "seq" | "version_name">): string {
  if (seq === null) return "";
  return version_name ? `${version_name} (change ${seq})` : `Change ${seq}`;
}

/** A version as a choice: "Release 4 (approved)". */
export function versionOption({ id, name, kind, approvals }: Version): {
  value: string;
  label: string;
} {
  const past = approvals.length > 0 ? " (approved before)" : "";
  return { value: id, label: `${name}${kind === "approved" ? " (approved)" : past}` };
}

/** What is done at the moment. */
export function stageText({ state, stage }: Pick<ReportRow, "state" | "stage">): string {
  if (state === "waiting") return "Waiting for a free worker";
  const word = stage || "working";
  return word.charAt(0).toUpperCase() + word.slice(1);
}
