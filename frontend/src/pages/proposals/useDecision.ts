/** Accepts or rejects proposals together: each is decided for itself, and what could not be is said. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Proposal, ProposalDecisions } from "@/api/types";
import { refreshProposals } from "@/entities/proposals/queries";
import { proposalCount } from "@/model/labels/proposals";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import type { Decision } from "./ProposalTable";

interface Vars {
  decision: Decision;
  proposals: readonly Proposal[];
  note: string;
}

export function useDecision(onDecided: () => void, onClose: () => void) {
  const { id: model } = useModel();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, proposals, note }: Vars) =>
      unwrap(
        api.POST("/api/models/{model}/proposals/decide/", {
          params: { path: { model } },
          body: { decision, proposals: proposals.map(({ id }) => id), note },
        }),
      ),
    onSuccess: ({ decided, results }, { decision }) => {
      onDecided();
      if (refusedOf(decision, results).length > 0) return;
      toast.success(`${proposalCount(decided)} ${DONE[decision]}`);
      onClose();
    },
    onSettled: () => refreshProposals(client, model),
  });
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
