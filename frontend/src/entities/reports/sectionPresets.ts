/** The presets of sections of a report. No React. */
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
