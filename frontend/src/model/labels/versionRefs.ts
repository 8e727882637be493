/** What people call a state of the architecture, and how the server names it. */

import type { ComparedState, Version } from "@/api/types";

export interface StateOption {
  value: string;
  label: string;
}

export interface StateGroup {
  group: string;
  items: StateOption[];
}

export const NOW = "now";
export const APPROVED = "approved";
export const LATEST_IMPORT = "import";
export const START = "0";

export function versionState(version: Pick<Version, "id">): string {
  return `version:${version.id}`;
}

const FIXED: Readonly<Record<string, string>> = {
  [NOW]: "Now",
  [APPROVED]: "Approved version",
  [LATEST_IMPORT]: "Latest import",
  [START]: "The beginning (empty)",
};

/** Return the state that a comparison with now starts from: the approved version, else the latest, else nothing. */
export function firstCompared(versions: readonly Version[]): string {
  if (versions.some((version) => version.kind === "approved")) return APPROVED;
  return versions[0] ? versionState(versions[0]) : START;
}

/** Return the states to choose from, in groups; `present` are names in use, which may be single changes. */
export function stateOptions(
  versions: readonly Version[],
  has: { import: boolean },
  present: readonly string[],
): StateGroup[] {
  const points = [NOW, ...(has.import ? [LATEST_IMPORT] : []), START];
  const approved = versions.find((version) => version.kind === "approved");
  const named = versions.map((version) => ({
    value: versionState(version),
    label: version.kind === "approved" ? `${version.name} (approved)` : version.name,
  }));
  const fixed = [...points.slice(0, 1), ...(approved ? [APPROVED] : []), ...points.slice(1)];
  const known = new Set([...fixed, ...named.map(({ value }) => value)]);
  const others = [...new Set(present)].filter((name) => !known.has(name));
  const groups = [
    { group: "States", items: fixed.map((value) => ({ value, label: labelOf(value, approved) })) },
    { group: "Versions", items: named },
    { group: "Changes", items: others.map((value) => ({ value, label: stateLabel(value) })) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

function labelOf(name: string, approved: Version | undefined): string {
  return name === APPROVED && approved ? `Approved: ${approved.name}` : stateLabel(name);
}

/** Return what a state is called, as far as its name says. */
export function stateLabel(name: string): string {
  if (FIXED[name]) return FIXED[name];
  return /^\d+$/.test(name) ? `Change ${name}` : "A version";
}

/** Return what the server said of a state, in a few words: "Release 1", "Now", "Change 12". */
export function stateName(state: ComparedState): string {
  return state.version ? state.version.name : stateLabel(state.name);
}
