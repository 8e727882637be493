/** The fixes of a rule, one for each format, as a page shows them. */
import type { ThreatDetail } from "@/api/types";
import { sentenceCase } from "./categories";

export interface Fix {
  label: string;
  text: string;
  /** A piece of a manifest, as opposed to a sentence. */
  code: boolean;
}

/** Return the fixes, the one for the format the element came from first. */
export function fixesOf(fixes: ThreatDetail["fix"], uid: string): Fix[] {
  const own = formatOf(uid);
  return fixes
    .filter(({ text }) => text.trim() !== "")
    .sort((a, b) => Number(b.format === own) - Number(a.format === own))
    .map(({ format, text }) => shownFix(format, text));
}

function shownFix(format: string, text: string): Fix {
  const clean = text.trimEnd();
  const code = clean.includes("\n") || /^[\w.-]+:(\s|$)/.test(clean);
  return { label: sentenceCase(format), text: clean, code };
}

function formatOf(uid: string): string {
  return uid.includes("compose:") ? "compose" : "kubernetes";
}
