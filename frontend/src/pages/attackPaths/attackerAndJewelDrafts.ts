/** Attackers and crown jewels while they are written: what the form holds, and the body that is sent. No React. */
import type { Attacker, AttackerValues, CrownJewel, CrownJewelValues } from "@/api/types";
import { severityLabel } from "@/model/graph/severity";
import { DIFFICULTIES, LEVELS } from "@/model/labels/attackPaths";
import type { DraftDifference } from "@/ui/EditConflict";

type Resources = NonNullable<AttackerValues["resources"]>;

export const RESOURCES: readonly { value: Resources; label: string }[] = [
  { value: "", label: "Not specified" },
  { value: "individual", label: "An individual" },
  { value: "team", label: "A team" },
  { value: "organization", label: "An organization" },
  { value: "government", label: "A government" },
];

export const NEW_ATTACKER: AttackerValues = {
  ...{ name: "", about: "", motive: "", skill: "hard", resources: "" },
  ...{ counts: true, enabled: true, start_rules: [], starts: [] },
};

export const NEW_JEWEL: CrownJewelValues = {
  ...{ uid: "", level: "read", title: "", worth: "high", note: "" },
};

export function attackerValues(attacker: Attacker): AttackerValues {
  const { name, about, motive, skill, resources, counts, enabled } = attacker;
  return {
    ...{ name, about, motive, skill, resources, counts, enabled },
    start_rules: attacker.start_rules.map(({ id }) => id),
    starts: attacker.starts.map(({ element, level }) => ({ uid: element.uid, level })),
  };
}

export function jewelValues({ element, level, title, worth, note }: CrownJewel): CrownJewelValues {
  return { uid: element.uid, level, title, worth, note };
}

/** Whether there is enough to save. */
export function isAttackerComplete({ name, start_rules, starts }: AttackerValues): boolean {
  return name.trim() !== "" && (start_rules ?? []).length + (starts ?? []).length > 0;
}

export function isJewelComplete({ uid, title }: CrownJewelValues): boolean {
  return uid !== "" && title.trim() !== "";
}

type Field<Values> = [string, (values: Values) => string];

const ATTACKER_FIELDS: readonly Field<AttackerValues>[] = [
  ["Name", ({ name }) => name.trim()],
  ["Description", ({ about }) => about?.trim() ?? ""],
  ["Motive", ({ motive }) => motive?.trim() ?? ""],
  ["Hardest step", ({ skill }) => DIFFICULTIES[skill]],
  ["Resources", (values) => RESOURCES.find(({ value }) => value === values.resources)?.label ?? ""],
  ["Counts", ({ counts }) => (counts ? "yes" : "no")],
  ["Enabled", ({ enabled }) => (enabled === false ? "no" : "yes")],
  ["Starts by rule", (values) => [...(values.start_rules ?? [])].sort().join(", ")],
  ["Starts at", ({ starts }) => (starts ?? []).map(stateText).sort().join(", ")],
];

const JEWEL_FIELDS: readonly Field<CrownJewelValues>[] = [
  ["Element", ({ uid }) => uid],
  ["Control", ({ level }) => LEVELS[level]],
  ["Title", ({ title }) => title.trim()],
  ["Worth", ({ worth }) => severityLabel(worth)],
  ["Note", ({ note }) => note?.trim() ?? ""],
];

/** Return the fields in which two versions of an attacker differ, in words. */
export function attackerDifferences(mine: AttackerValues, theirs: AttackerValues) {
  return differences(ATTACKER_FIELDS, mine, theirs);
}

/** Return the fields in which two versions of a crown jewel differ, in words. */
export function jewelDifferences(mine: CrownJewelValues, theirs: CrownJewelValues) {
  return differences(JEWEL_FIELDS, mine, theirs);
}

function differences<Values>(
  fields: readonly Field<Values>[],
  mine: Values,
  theirs: Values,
): DraftDifference[] {
  return fields
    .map(([field, words]) => ({ field, mine: words(mine), theirs: words(theirs) }))
    .filter((row) => row.mine !== row.theirs);
}

function stateText({ uid, level }: NonNullable<AttackerValues["starts"]>[number]): string {
  return `${uid} (${LEVELS[level]})`;
}
