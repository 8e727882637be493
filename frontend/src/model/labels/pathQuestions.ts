/** The questions about attack paths, and how the address of a page says them. No React. */
import type { AttackLevel } from "@/api/types";
import { isLevel } from "./attackPaths";

/** Where paths start: an attacker by id, or a level of control over an element; "" for every attacker. */
export interface PathStart {
  attacker: string;
  source: string;
  sourceLevel: AttackLevel;
}

/** Where they end: a goal by its key, or a level of control over an element. */
export interface PathEnd {
  goal: string;
  target: string;
  targetLevel: AttackLevel;
}

export type PathsAsked = PathStart & PathEnd;

export type Question =
  | ({ ask: "between" } & PathsAsked)
  | { ask: "impact"; uid: string }
  | ({ ask: "leads-to" } & PathEnd)
  | { ask: "read"; target: string };

export type Ask = Question["ask"];

export const ASKS: readonly { value: Ask; label: string }[] = [
  { value: "between", label: "From … to …" },
  { value: "impact", label: "What falls if …" },
  { value: "leads-to", label: "What leads to …" },
  { value: "read", label: "Who can read …" },
];

type Address = Readonly<Record<string, unknown>>;

/** Every parameter of a question. */
export const QUESTION_PARAMS = [
  "ask",
  "attacker",
  "source",
  "source_level",
  "goal",
  "target",
  "target_level",
] as const;

/** Return the paths that an address asks for, or null when it names no end. */
export function pathsAskedIn(address: Address): PathsAsked | null {
  const end = endIn(address);
  if (!end) return null;
  const source = text(address, "source");
  return {
    ...end,
    attacker: source ? "" : text(address, "attacker"),
    source,
    sourceLevel: level(address, "source_level"),
  };
}

/** Return the question that an address asks, or null when it asks none or lacks a part. */
export function questionIn(address: Address): Question | null {
  const ask = text(address, "ask");
  const target = text(address, "target");
  if (ask === "impact") {
    const uid = text(address, "source");
    return uid ? { ask, uid } : null;
  }
  if (ask === "read") return target ? { ask, target } : null;
  if (ask === "leads-to") {
    const end = endIn(address);
    return end && { ask, ...end };
  }
  const paths = ask === "between" ? pathsAskedIn(address) : null;
  // The paths of every attacker to a goal are on the page of the goal.
  if (!paths || (!paths.attacker && !paths.source)) return null;
  return { ask: "between", ...paths };
}

/** Return the parameters that say a question. */
export function questionAddress(question: Question): Record<string, string | undefined> {
  switch (question.ask) {
    case "impact":
      return { ask: "impact", source: question.uid };
    case "read":
      return { ask: "read", target: question.target };
    case "leads-to":
      return { ask: "leads-to", ...endAddress(question) };
    case "between":
      return { ask: "between", ...pathsAddress(question) };
  }
}

/** Return the parameters that say which paths are meant. */
export function pathsAddress(asked: PathsAsked): Record<string, string | undefined> {
  const start = asked.source
    ? { source: asked.source, source_level: asked.sourceLevel }
    : { attacker: asked.attacker || undefined };
  return { ...start, ...endAddress(asked) };
}

/** Whether the result of the last run holds the answer; others are computed when they are asked. */
export function isStored({ source, goal }: PathsAsked): boolean {
  return source === "" && goal !== "";
}

/** Return the question for the paths to a goal of all attackers, or of one. */
export function pathsToGoal(goal: string, attacker = ""): PathsAsked {
  return {
    goal,
    attacker,
    ...{ source: "", sourceLevel: "execute", target: "", targetLevel: "execute" },
  };
}

function endIn(address: Address): PathEnd | null {
  const target = text(address, "target");
  const goal = target ? "" : text(address, "goal");
  if (!target && !goal) return null;
  return { goal, target, targetLevel: level(address, "target_level") };
}

function endAddress({ goal, target, targetLevel }: PathEnd): Record<string, string | undefined> {
  return target ? { target, target_level: targetLevel } : { goal };
}

function text(address: Address, name: string): string {
  const value = [address[name]].flat()[0];
  return typeof value === "string" ? value : "";
}

function level(address: Address, name: string): AttackLevel {
  const value = text(address, name);
  return isLevel(value) ? value : "execute";
}
