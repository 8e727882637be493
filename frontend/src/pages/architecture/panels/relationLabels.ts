/** What relations are called, from either end. */
import { sentenceCase } from "@/model/labels/categories";

// What a relation is called from the far end.
const PASSIVE: Readonly<Record<string, string>> = {
  runs_on: "Runs",
  uses_image: "Image of",
  based_on: "Base of",
  pulled_from: "Source of",
  mounts: "Mounted by",
  reads_secret: "Read by",
  reads_config: "Read by",
  runs_as: "Identity of",
  bound_to: "Granted to",
  member_of: "Has member",
  selects: "Selected by",
  builds: "Built by",
  deploys: "Deployed by",
};

/** Return "Reads secret" at the source (`out`), "Read by" at the target. */
export function relationLabel(type: string, direction: string): string {
  return direction === "in" ? (PASSIVE[type] ?? sentenceCase(type)) : sentenceCase(type);
}
