/** What people do with acceptances that exist: decide, withdraw, revoke. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Acceptance } from "@/api/types";
import { toast } from "@/ui/toast";
import { refreshAcceptances } from "./queries";

export type AcceptanceAction = "approve" | "ask-back" | "reject" | "withdraw" | "revoke";

interface AcceptanceActionInfo {
  /** Before the number: "Approve A3". */
  verb: string;
  done: string;
  about: string;
  needsNote: boolean;
  danger?: boolean;
}

export const ACCEPTANCE_ACTIONS: Readonly<Record<AcceptanceAction, AcceptanceActionInfo>> = {
  approve: {
    verb: "Approve",
    done: "approved",
    about: "The threats count as accepted until the last day, or until their facts change.",
    needsNote: false,
  },
  "ask-back": {
    verb: "Ask back about",
    done: "asked back",
    about: "The requester can edit the request and submit it again.",
    needsNote: true,
  },
  reject: {
    verb: "Reject",
    done: "rejected",
    about: "The threats stay open.",
    needsNote: true,
    danger: true,
  },
  withdraw: {
    verb: "Withdraw",
    done: "withdrawn",
    about: "The request is closed. The threats stay open.",
    needsNote: false,
    danger: true,
  },
  revoke: {
    verb: "Revoke",
    done: "revoked",
    about: "The threats are open again unless another acceptance covers them.",
    needsNote: true,
    danger: true,
  },
};

interface Vars {
  team: string;
  act: AcceptanceAction;
  /** At the version that the person sees. */
  acceptances: readonly Acceptance[];
  note: string;
}

/** Do it with all of them or none, and read again what shows them: also where another person was faster. */
export function useAcceptanceAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (_, { act, acceptances }) => {
      const [first] = acceptances;
      const what =
        acceptances.length === 1 ? `A${first?.number}` : `${acceptances.length} requests`;
      toast.success(`${what} ${ACCEPTANCE_ACTIONS[act].done}`);
    },
    onSettled: (_data, _error, { acceptances }) =>
      refreshAcceptances(client, new Set(acceptances.map(({ model }) => model.id))),
  });
}

async function run({ team, act, acceptances, note }: Vars): Promise<unknown> {
  if (act === "withdraw" || act === "revoke") {
    const [only] = acceptances;
    if (!only) return;
    const { version, number, model } = only;
    const path = `/api/models/{model}/acceptances/{number}/${act}/` as const;
    const params = { path: { model: model.id, number } };
    return unwrap(api.POST(path, { params, body: { version, note } }));
  }
  const seen = acceptances.map(({ id, version }) => ({ id, version }));
  return unwrap(
    api.POST("/api/teams/{team}/acceptances/decide/", {
      params: { path: { team } },
      body: { acceptances: seen, decision: act, note },
    }),
  );
}
