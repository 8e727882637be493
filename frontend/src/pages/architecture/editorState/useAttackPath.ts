/** The attack path that the address names, and the step that is shown: 0 is the path as a whole. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { pathsQuery } from "@/entities/attackPaths/queries";
import { type DrawnStep, pathMatch } from "@/model/canvas/attackPathMarks";
import type { Match } from "@/model/canvas/filterMatches";
import type { Tree } from "@/model/graph/snapshot";
import { type PathStep, stepsOf } from "@/model/labels/attackPaths";
import {
  type PathsAsked,
  pathsAddress,
  pathsAskedIn,
  pathsToGoal,
  QUESTION_PARAMS,
} from "@/model/labels/pathQuestions";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import type { LeaderView } from "./useLeaderView";

export interface AttackPathShown {
  asked: PathsAsked;
  /** From 1. */
  number: number;
  /** How many paths there are; null while they are read. */
  count: number | null;
  steps: readonly PathStep[];
  drawnSteps: readonly DrawnStep[];
  score: number | null;
  /** Of `steps`, from 1; 0 is the path as a whole. */
  at: number;
  error: Error | null;
  go: (at: number) => void;
  /** Show another path of the same answer. */
  choose: (number: number) => void;
  close: () => void;
  match: Match;
}

const NOWHERE: Search = {};
const NONE: readonly PathStep[] = [];
const PARAMS: readonly string[] = [...QUESTION_PARAMS, "path", "step"];

export function useAttackPath(
  model: string,
  tree: Tree,
  led: LeaderView | null,
  stopFollowing: () => void,
): AttackPathShown | null {
  const [search, set] = usePathParams(led, stopFollowing);
  const number = Number(firstOf(search as Search, "path")) || 0;
  const asked = number > 0 ? pathsAskedIn(search) : null;
  const query = useQuery({
    ...pathsQuery(model, asked ?? pathsToGoal("")),
    enabled: asked !== null,
  });
  const answer = asked === null ? undefined : query.data;
  const path = answer?.paths[number - 1];
  const steps = useMemo(() => (answer && path ? stepsOf(answer, path) : NONE), [answer, path]);
  const drawnSteps = useMemo(() => steps.map(drawnStep), [steps]);
  const match = useMemo(() => pathMatch(tree, drawnSteps), [tree, drawnSteps]);
  if (asked === null) return null;
  const at = Number(firstOf(search as Search, "step")) || 0;
  return {
    ...{ asked, number, steps, drawnSteps, match, error: query.error },
    count: answer?.paths.length ?? null,
    score: path?.score ?? null,
    at: Math.min(Math.max(at, 0), steps.length),
    go: (next) => set({ step: next > 0 ? String(next) : undefined }),
    choose: (next) => set({ path: String(next), step: undefined }),
    close: () => set(Object.fromEntries(PARAMS.map((name) => [name, undefined]))),
  };
}

/** The parameters of the address; while one follows, those of the leader, and to set one ends following. */
function usePathParams(
  led: LeaderView | null,
  stopFollowing: () => void,
): [Search, (part: Record<string, string | undefined>) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (part: Record<string, string | undefined>): void => {
    if (led) stopFollowing();
    setSearch((now) => ({ ...now, ...led?.path, ...part }), { replace: true });
  };
  return [(led ? (led.path ?? NOWHERE) : search) as Search, set];
}

/** The parameters that name the path and the step, for others to see the same. */
export function pathAddress({ asked, number, at }: AttackPathShown): Record<string, string> {
  const named = { ...pathsAddress(asked), path: String(number), step: String(at) };
  return Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
}

/** The address of the list in which the path is. */
export function listAddress({ asked, number }: AttackPathShown) {
  const path = String(number);
  if (asked.goal && !asked.source) {
    return {
      to: "/m/$model/attack-paths/$goal" as const,
      goal: asked.goal,
      search: { attacker: asked.attacker || undefined, path },
    };
  }
  return {
    to: "/m/$model/attack-paths" as const,
    goal: "",
    search: { ask: "between", ...pathsAddress(asked), path },
  };
}

function drawnStep({ source, target, subject, waits_for }: PathStep): DrawnStep {
  return {
    ...{ source: source.uid, target: target.uid, subject: subject.uid },
    possible: waits_for !== null,
  };
}
