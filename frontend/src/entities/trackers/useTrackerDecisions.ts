/** What issue trackers want to know of a person: proposals and conflicts of the model. */
import { useQuery } from "@tanstack/react-query";
import type { IssueLink, StatusProposal } from "@/api/types";
import { useModel } from "@/session/useModel";
import { conflictsQuery, proposalsQuery } from "./queries";
import { useTrackers } from "./useTrackers";

export interface Decisions {
  proposals: readonly StatusProposal[];
  conflicts: readonly IssueLink[];
  /** How many there are, also those that are not listed. */
  count: number;
}

interface DecisionsQuery {
  decisions: Decisions | undefined;
  error: Error | null;
  refetch: () => void;
}

export function useTrackerDecisions(enabled = true): DecisionsQuery {
  const { id } = useModel();
  const proposals = useQuery({ ...proposalsQuery(id), enabled });
  const conflicts = useQuery({ ...conflictsQuery(id), enabled });
  const decisions = proposals.data &&
    conflicts.data && {
      proposals: proposals.data.results,
      conflicts: conflicts.data.results,
      count: proposals.data.count + conflicts.data.count,
    };
  return {
    decisions,
    error: proposals.error ?? conflicts.error,
    refetch: () => void Promise.all([proposals.refetch(), conflicts.refetch()]),
  };
}

/** How many wait; null where the team has no tracker. */
export function useDecisionCount(): number | null {
  const enabled = useTrackers().length > 0;
  const { decisions } = useTrackerDecisions(enabled);
  return enabled ? (decisions?.count ?? 0) : null;
}
