/** Accepts or rejects proposals together: each is decided for itself, and what could not be is said. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Proposal, ProposalDecisions } from "@/api/types";
import { refreshProposals } from "@/entities/proposals/queries";
import { proposalCount } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import type { Decision } from "./decision";

export type Outcome = Pick<ProposalDecisions, "decided" | "results">;

interface Vars {
  decision: Decision;
  proposals: readonly Proposal[];
  note: string;
}

export function useDecision(onDecided: () => void, onClose: () => void) {
  const { id: model } = useModel();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (vars: Vars) => decide(model, vars),
    onSuccess: ({ decided, results }, { decision }) => {
      onDecided();
      if (refusedOf(decision, results).length > 0) return;
      toast.success(`${proposalCount(decided)} ${DONE[decision]}`);
      onClose();
    },
    onSettled: () => refreshProposals(client, model),
  });
}

/** The most that the server takes at once. */
const AT_ONCE = 100;

async function decide(model: string, { decision, proposals, note }: Vars): Promise<Outcome> {
  const outcome: Outcome = { decided: 0, results: [] };
  const params = { path: { model } };
  for (let start = 0; start < proposals.length; start += AT_ONCE) {
    const ids = proposals.slice(start, start + AT_ONCE).map(({ id }) => id);
    const body = { decision, proposals: ids, note };
    const answer = await unwrap(
      api.POST("/api/models/{model}/proposals/decide/", { params, body }),
    );
    outcome.decided += answer.decided;
    outcome.results.push(...answer.results);
  }
  return outcome;
}

const DONE: Readonly<Record<Decision, "accepted" | "rejected">> = {
  accept: "accepted",
  reject: "rejected",
};

/** Return the results of those that were not decided as asked. */
export function refusedOf(
  decision: Decision,
  results: ProposalDecisions["results"],
): ProposalDecisions["results"] {
  return results.filter((one) => one.state !== DONE[decision] || one.detail !== "");
}
