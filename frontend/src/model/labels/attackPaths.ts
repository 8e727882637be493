/** Attack paths in words: levels of control, steps, exposure, and what assumed changes bring. No React. */
import type {
  AttackGoal,
  AttackLevel,
  AttackPath,
  AttackPaths,
  AttackStep,
  ControlAt,
  PathElement,
  PathWhatIf,
} from "@/api/types";
import { counted } from "./counted";

/** What an attacker has of an element. */
export const LEVELS: Readonly<Record<AttackLevel, string>> = {
  reach: "can send requests to it",
  read: "can read its data",
  write: "can change its content",
  execute: "can run code in it",
  root: "is root on it",
  assume: "can act in its name",
  admin: "has full control",
};

/** The same in a word or two, for lists. */
export const LEVEL_WORDS: Readonly<Record<AttackLevel, string>> = {
  reach: "send requests",
  read: "read",
  write: "change",
  execute: "run code",
  root: "root",
  assume: "act in its name",
  admin: "full control",
};

/** What whoever has it does: "controls the cluster". */
export const TAKEN: Readonly<Record<AttackLevel, string>> = {
  reach: "can send requests to",
  read: "can read",
  write: "can change",
  execute: "runs code in",
  root: "is root on",
  assume: "acts as",
  admin: "controls",
};

/** The same, as one chooses it. */
export const LEVEL_CHOICES: readonly { value: AttackLevel; label: string }[] = [
  { value: "reach", label: "Send requests to it" },
  { value: "read", label: "Read its data" },
  { value: "write", label: "Change its content" },
  { value: "execute", label: "Run code in it" },
  { value: "root", label: "Be root on it" },
  { value: "assume", label: "Act in its name" },
  { value: "admin", label: "Control it fully" },
];

export function isLevel(value: unknown): value is AttackLevel {
  return typeof value === "string" && value in LEVELS;
}

export const DIFFICULTIES: Readonly<Record<AttackStep["difficulty"], string>> = {
  trivial: "Trivial",
  easy: "Easy",
  moderate: "Moderate",
  hard: "Hard",
};

export const GRADES: Readonly<Record<AttackStep["grade"], { label: string; why: string }>> = {
  observed: { label: "Observed", why: "A scan or a test has seen it." },
  configured: { label: "Configured", why: "Files or people state the facts that allow it." },
  modeled: { label: "Modeled", why: "It follows from how the elements are connected." },
  assumed: { label: "Assumed", why: "It takes a weakness that the model does not show." },
};

/** One step of a path with the elements that it is about. */
export interface PathStep extends Omit<AttackStep, "subject" | "source" | "target"> {
  /** From 1. */
  number: number;
  source: PathElement;
  target: PathElement;
  subject: PathElement;
}

/** Return the steps of a path in their order. */
export function stepsOf(answer: AttackPaths, path: AttackPath): PathStep[] {
  const elements = new Map(answer.elements.map((one) => [one.uid, one]));
  const called = (uid: string): PathElement => elements.get(uid) ?? unnamed(uid);
  return path.steps.flatMap((place, index) => {
    const step = answer.steps[place];
    if (!step) return [];
    const { source, target, subject } = step;
    const ends = { source: called(source), target: called(target), subject: called(subject) };
    return [{ ...step, ...ends, number: index + 1 }];
  });
}

function unnamed(uid: string): PathElement {
  return { type: "element", id: null, uid, name: uid, kind: "" };
}

/** Return the elements that a path passes, each once in a row: "Internet", "web", "db". */
export function stopsOf(steps: readonly PathStep[]): PathElement[] {
  const all = steps.flatMap(({ source, target }) => [source, target]);
  return all.filter((one, index) => one.uid !== all[index - 1]?.uid);
}

/** Return what these are called, once where an element and its identity have one name. */
export function stopNames(steps: readonly PathStep[]): string[] {
  const names = stopsOf(steps).map(({ name }) => name);
  return names.filter((name, index) => name !== names[index - 1]);
}

/** Return "64 %"; what is more than nothing and less than one percent is said so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share > 0.99 && share < 1) return "> 99 %";
  return `${Math.round(share * 100)} %`;
}

/** Return how exposed a goal is: "64 % of workloads (9), 2 of 3 entry points". */
export function exposureText(
  { exposure, entry_points }: Pick<AttackGoal, "exposure" | "entry_points">,
  all: number | undefined,
): string {
  const workloads = `${percent(exposure.share)} of workloads (${exposure.workloads.toLocaleString("en-US")})`;
  const entries = entry_points.toLocaleString("en-US");
  return all ? `${workloads}, ${entries} of ${counted(all, "entry point")}` : workloads;
}

/** Return what of today's risk assumed changes take away: "Removes 87 % of the risk". */
export function riskRemoved(left: number): string {
  if (left > 1) return `Adds ${percent(left - 1)} to the risk`;
  if (left === 1) return "Leaves the risk as it is";
  return `Removes ${percent(1 - left)} of the risk`;
}

/** Return what assumed changes bring in one line: "Cuts 9 of 12 paths". */
export function cutText({ cut, paths }: Pick<PathWhatIf, "cut" | "paths">): string {
  return `Cuts ${cut.toLocaleString("en-US")} of ${counted(paths, "path")}`;
}

/** Return how the address names a control at an element: ids of controls hold no "@". */
export function fixKey({ control, uid }: ControlAt): string {
  return `${control}@${uid}`;
}

/** Read what `fixKey` wrote; null for anything else. */
export function readFix(key: string): ControlAt | null {
  const at = key.indexOf("@");
  return at < 1 || at === key.length - 1
    ? null
    : { control: key.slice(0, at), uid: key.slice(at + 1) };
}
