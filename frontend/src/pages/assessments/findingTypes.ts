/** What the parts of a finding share. */
import type { Assessment, AssessmentFinding, FindingChange } from "@/api/types";

export interface FindingItemProps {
  assessment: Assessment;
  finding: AssessmentFinding;
}

/** Replaces the links of the kinds that are given. */
export type Relink = (change: Pick<FindingChange, "threats" | "subjects" | "goals">) => void;
