/** Controls that a person assumes to be in place, kept in the address, and what they would bring. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ControlAt, PathWhatIf } from "@/api/types";
import { fixKey, readFix } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import { type Search, valuesOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { pathWhatIfQuery } from "./queries";

type GoalAfter = PathWhatIf["after"][number];
type GroupAfter = PathWhatIf["groups"][number];

export interface WhatIf {
  assumed: readonly ControlAt[];
  isAssumed: (fix: ControlAt) => boolean;
  toggle: (fix: ControlAt) => void;
  /** Assume these as well. */
  assume: (fixes: readonly ControlAt[]) => void;
  clear: () => void;
  /** Undefined while nothing is assumed, and before the first answer. */
  result: PathWhatIf | undefined;
  /** Of the goals that change, by key. */
  goals: ReadonlyMap<string, GoalAfter>;
  /** Of groups in which goals change, by key. */
  groups: ReadonlyMap<string, GroupAfter>;
  pending: boolean;
  error: Error | null;
}

/** The parameter of the address; it repeats. */
export const FIX_PARAM = "fix";
/** What the server takes at once. */
export const MOST_ASSUMED = 50;

export function useWhatIf(): WhatIf {
  const { id } = useModel();
  const [search, setSearch] = useSearchParams();
  const keys = valuesOf(search as Search, FIX_PARAM).slice(0, MOST_ASSUMED);
  const joined = keys.join("\n");
  const assumed = useMemo(
    () => (joined ? joined.split("\n").flatMap((key) => readFix(key) ?? []) : []),
    [joined],
  );
  const query = useQuery(pathWhatIfQuery(id, assumed));
  const result = assumed.length > 0 ? query.data : undefined;
  const goals = useMemo(() => byKey(result?.after), [result]);
  const groups = useMemo(() => byKey(result?.groups), [result]);
  const set = (next: readonly string[]): void =>
    setSearch((now) => ({ ...now, [FIX_PARAM]: next }), { replace: true });
  return {
    assumed,
    isAssumed: (fix) => keys.includes(fixKey(fix)),
    toggle: (fix) => {
      const key = fixKey(fix);
      set(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
    },
    assume: (fixes) => set([...new Set([...keys, ...fixes.map(fixKey)])]),
    clear: () => set([]),
    result,
    goals,
    groups,
    pending: assumed.length > 0 && query.isFetching,
    error: assumed.length > 0 ? query.error : null,
  };
}

function byKey<Row extends { key: string }>(rows: readonly Row[] = []): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.key, row]));
}
