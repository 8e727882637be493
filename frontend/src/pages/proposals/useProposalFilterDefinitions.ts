/** The filters of the list of proposals; of what waits with how many each kind has. */
import { useMemo } from "react";
import {
  DECIDED_STATES,
  PROPOSAL_KINDS,
  PROPOSAL_STATES,
  type ProposalKind,
} from "@/model/labels/proposals";
import type { Filter } from "@/ui/filterTypes";
import type { ProposalListState } from "./useProposalList";

const KINDS = Object.keys(PROPOSAL_KINDS) as ProposalKind[];

export function useProposalFilterDefinitions({
  params,
  decided,
  counts,
}: Pick<ProposalListState, "params" | "decided" | "counts">): Filter[] {
  const [element] = params.filter("element");
  return useMemo(() => {
    const filters: Filter[] = [
      {
        id: "kind",
        label: "Kind",
        options: KINDS.map((kind) => ({
          value: kind,
          label: PROPOSAL_KINDS[kind],
          count: decided ? undefined : counts?.[kind],
        })),
      },
    ];
    if (decided) filters.push(STATES);
    // The way here is from the element itself.
    if (element) filters.push(about(element));
    return filters;
  }, [decided, counts, element]);
}

const STATES: Filter = {
  id: "state",
  label: "State",
  options: DECIDED_STATES.map((state) => ({
    value: state,
    label: PROPOSAL_STATES[state].label,
  })),
};

function about(element: string): Filter {
  return {
    id: "element",
    label: "About",
    options: [{ value: element, label: "one element or flow" }],
  };
}
