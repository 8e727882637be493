/** What the person may do with an acceptance. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { sessionQuery, teamQuery } from "@/api/queries";
import type { AcceptanceDetail, Role } from "@/api/types";
import { hasRole } from "@/session/roles";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./acceptances.module.css";
import type { AcceptanceAction } from "./useAcceptanceAction";

const AcceptanceActionDialog = lazyWithRetry(() => import("./AcceptanceActionDialog"));
const EditAcceptanceDialog = lazyWithRetry(() => import("./EditAcceptanceDialog"));
const RequestAcceptanceDialog = lazyWithRetry(() => import("./RequestAcceptanceDialog"));

type Choice = AcceptanceAction | "edit" | "extend";

interface AcceptanceActionsProps {
  team: string;
  acceptance: AcceptanceDetail;
}

export function AcceptanceActions({ team, acceptance }: AcceptanceActionsProps) {
  const [chosen, setChosen] = useState<Choice | null>(null);
  const role = useQuery(teamQuery(team)).data?.role;
  const me = useQuery(sessionQuery()).data?.user?.id;
  const choices = choicesOf(acceptance, role, acceptance.requested_by?.id === me);
  if (choices.length === 0 && !chosen) return null;
  const close = (): void => setChosen(null);
  return (
    <>
      <div className={classes.actions}>
        {choices.map((choice) => (
          <Button
            key={choice}
            variant={choice === "approve" ? "filled" : "default"}
            onClick={() => setChosen(choice)}
          >
            {LABELS[choice]}
          </Button>
        ))}
      </div>
      {chosen && (
        <Suspense>
          {chosen === "edit" && <EditAcceptanceDialog acceptance={acceptance} onClose={close} />}
          {chosen === "extend" && (
            <RequestAcceptanceDialog
              model={acceptance.model.id}
              severity={acceptance.residual_risk}
              extended={acceptance}
              onClose={close}
            />
          )}
          {chosen !== "edit" && chosen !== "extend" && (
            <AcceptanceActionDialog
              team={team}
              act={chosen}
              acceptances={[acceptance]}
              onClose={close}
            />
          )}
        </Suspense>
      )}
    </>
  );
}

const LABELS: Readonly<Record<Choice, string>> = {
  approve: "Approve",
  "ask-back": "Ask back",
  reject: "Reject",
  edit: "Edit and submit again",
  withdraw: "Withdraw",
  extend: "Extend",
  revoke: "Revoke",
};

/** As the server allows it: nobody decides about their own request. */
function choicesOf({ state }: AcceptanceDetail, role: Role | undefined, own: boolean): Choice[] {
  const approver = hasRole(role, "approver");
  const waits = state === "proposed" || state === "asked-back";
  const holds = state === "active" || state === "expiring";
  const decides = state === "proposed" && approver && !own;
  const allowed: Readonly<Record<Choice, boolean>> = {
    approve: decides,
    "ask-back": decides,
    reject: decides,
    edit: waits && own,
    withdraw: waits && (own || (role === "owner" && !decides)),
    extend: (holds || state === "expired") && hasRole(role, "editor"),
    revoke: holds && (approver || own),
  };
  return (Object.keys(allowed) as Choice[]).filter((choice) => allowed[choice]);
}
