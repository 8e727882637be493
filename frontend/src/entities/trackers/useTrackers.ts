/** The issue trackers of the model's team. */
import { useQuery } from "@tanstack/react-query";
import type { Tracker } from "@/api/types";
import { useModel } from "@/session/useModel";
import { trackersQuery } from "./queries";

const NONE: readonly Tracker[] = [];

/** undefined while they are read. */
export function useKnownTrackers(): readonly Tracker[] | undefined {
  const team = useModel().row?.team.id;
  return useQuery({ ...trackersQuery(team ?? ""), enabled: team !== undefined }).data;
}

export function useTrackers(): readonly Tracker[] {
  return useKnownTrackers() ?? NONE;
}
