/** Accepts what an agent proposes: from now on it is in the model, in the name of the person who accepted it. */
import { api, unwrap } from "@/api/client";
import { type Undo, type UndoableMutation, undoWith } from "@/api/mutation";
import type { AcceptedProposal, Proposal } from "@/api/types";
import { undoChange } from "@/api/undoChange";
import { deleteMitigation } from "@/entities/mitigations/actions/deleteMitigation";
import { proposalWords } from "@/model/labels/proposals";

export const acceptProposal: UndoableMutation<Proposal, AcceptedProposal> = {
  key: "accept-proposal",
  run: (model, { id }) =>
    unwrap(
      api.POST("/api/models/{model}/proposals/{proposal}/accept/", {
        params: { path: { model, proposal: id } },
      }),
    ),
  label: (proposal) => `Accepted. ${proposalWords(proposal)}`,
  patch: (data, { id }) => withoutProposal(data, id),
  undo: (_, { proposal }) => wayBack(proposal),
};

function wayBack({ result }: Proposal): Undo | null {
  if (!result) return null;
  if (result.mitigation !== null) return undoWith(deleteMitigation, { number: result.mitigation });
  return result.seq === null ? null : undoChange(result.seq);
}

/** Return the page of proposals without the decided one. */
export function withoutProposal(data: unknown, id: string): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (!("results" in data && Array.isArray(data.results))) return data;
  const results = data.results.filter((one) => one.id !== id || one.state !== "pending");
  if (results.length === data.results.length) return data;
  return { ...data, results, count: "count" in data ? Number(data.count) - 1 : results.length };
}
