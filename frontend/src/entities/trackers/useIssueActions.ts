/** Tries again what failed at the tracker, chooses a side of a conflict, and decides on what is proposed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { useModel } from "@/session/useModel";
import { toast } from "@/ui/toast";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { unlinkIssue } from "./issueActions";

/** The side of a conflict that is kept. */
export type Side = "here" | "there";

export function useIssueActions(link: string) {
  const { id: model } = useModel();
  const shared = useShared();
  const params = { path: { model, issue_link: link } };
  const retry = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/models/{model}/issue-links/{issue_link}/retry/", { params })),
    ...shared,
  });
  const resolve = useMutation({
    mutationFn: (keep: Side) =>
      unwrap(
        api.POST("/api/models/{model}/issue-links/{issue_link}/resolve/", {
          params,
          body: { keep },
        }),
      ),
    ...shared,
  });
  const unlink = useUndoableMutation(unlinkIssue, model);
  return { retry, resolve, unlink };
}

/** What a person decides about a proposal: its status, or the one here. */
export type Decision = "accept" | "keep";

export function useProposalDecision(proposal: string, done: Readonly<Record<Decision, string>>) {
  const { id: model } = useModel();
  return useMutation({
    mutationFn: (decision: Decision) =>
      unwrap(
        api.POST("/api/models/{model}/status-proposals/{status_proposal}/decide/", {
          params: { path: { model, status_proposal: proposal } },
          body: { decision },
        }),
      ),
    ...useShared(),
    onSuccess: (_answer, decision) => toast.success(done[decision]),
  });
}

/** Whatever comes of it, what is shown is read again: another person may have been faster. */
function useShared() {
  const { id: model } = useModel();
  const client = useQueryClient();
  return {
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(model) }),
  };
}
