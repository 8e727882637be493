/** Which sections a report has, in which order. No React. */
import type { ReportSectionId } from "@/api/types";

type Sections = readonly ReportSectionId[];

export interface Preset {
  id: string;
  label: string;
  /** Who reads it. */
  help: string;
  sections: Sections;
}

export const PRESETS: readonly Preset[] = [
  {
    id: "summary",
    label: "Executive summary",
    help: "Figures, diagrams, attack paths and accepted risk, for those who decide.",
    sections: ["summary", "diagrams", "attack-paths", "acceptances"],
  },
  {
    id: "full",
    label: "Full review",
    help: "Everything but the changes since a version, for a review or a handover.",
    sections: [
      ...(["summary", "scope", "diagrams", "stride", "linddun", "pasta", "threats"] as const),
      ...(["possible", "attack-paths", "mitigations", "acceptances", "questions"] as const),
      ...(["coverage", "compliance", "sign-off"] as const),
    ],
  },
  {
    id: "audit",
    label: "Audit evidence",
    help: "Clauses of frameworks with threats, mitigations, accepted risk and sign-off.",
    sections: [
      ...(["summary", "scope", "compliance", "threats", "mitigations"] as const),
      ...(["acceptances", "coverage", "sign-off"] as const),
    ],
  },
];

/** Return the preset that has exactly these sections in this order. */
export function presetOf(chosen: Sections): Preset | undefined {
  const text = chosen.join();
  return PRESETS.find(({ sections }) => sections.join() === text);
}

/** Return the sections with one more, at its usual place among the others, or without it. */
export function toggled(chosen: Sections, section: ReportSectionId, usual: Sections): Sections {
  if (chosen.includes(section)) return chosen.filter((one) => one !== section);
  const place = usual.indexOf(section);
  const next = chosen.findIndex((one) => usual.indexOf(one) > place);
  return next === -1 ? [...chosen, section] : chosen.toSpliced(next, 0, section);
}

/** Return the sections with one of them moved up (-1) or down (1); the same where it cannot move. */
export function moved(chosen: Sections, section: ReportSectionId, by: -1 | 1): Sections {
  const from = chosen.indexOf(section);
  const to = from + by;
  if (from === -1 || to < 0 || to >= chosen.length) return chosen;
  return chosen.toSpliced(from, 1).toSpliced(to, 0, section);
}

/** Return all sections as they are listed: the chosen ones in their order, then the others in the usual one. */
export function listed(chosen: Sections, usual: Sections): Sections {
  return [...chosen, ...usual.filter((one) => !chosen.includes(one))];
}
