/** What the page of proposals lists: the query as the address has it, and the answer of the server. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ProposalCounts, ProposalList } from "@/api/types";
import {
  type ProposalQuery,
  proposalCountsQuery,
  proposalsQuery,
} from "@/entities/proposals/queries";
import { DECIDED_STATES } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";

export interface ProposalListState {
  params: ListParams;
  /** What was decided is shown, else what waits. */
  decided: boolean;
  setDecided: (decided: boolean) => void;
  query: UseQueryResult<ProposalList>;
  counts: ProposalCounts | undefined;
}

const KEPT = ["decided"];

export function useProposalList(): ProposalListState {
  const { id } = useModel();
  const params = useListParams({ keep: KEPT });
  const [search, setSearch] = useSearchParams();
  const decided = Boolean(search.decided);
  const query = useQuery(proposalsQuery(id, proposalQueryOf(params.query, decided)));
  const counts = useQuery(proposalCountsQuery(id)).data;
  const setDecided = (next: boolean): void =>
    setSearch((now) => ({
      ...now,
      page: undefined,
      ordering: undefined,
      state: undefined,
      decided: next ? "1" : undefined,
    }));
  return { params, decided, setDecided, query, counts };
}

/** The oldest waits first; of what was decided, the newest comes first. */
export function proposalQueryOf(query: Record<string, unknown>, decided: boolean): ProposalQuery {
  const { state, ...rest } = query;
  const states = [state ?? []].flat();
  const wanted = DECIDED_STATES.filter((one) => states.includes(one));
  return {
    ordering: decided ? "-decided_at" : "created_at",
    ...(rest as ProposalQuery),
    state: decided ? [...(wanted.length > 0 ? wanted : DECIDED_STATES)] : ["pending"],
  };
}
