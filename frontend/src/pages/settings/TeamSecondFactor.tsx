/** Whether the team asks its members for a second factor; owners decide. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense } from "react";
import type { Team } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import { Section } from "@/ui/Section";

const RequireSecondFactorDialog = lazyWithRetry(() => import("./RequireSecondFactorDialog"));

export function TeamSecondFactor({ team, owner }: { team: Team; owner: boolean }) {
  const [asking, { open, close }] = useDisclosure(false);
  return (
    <Section
      title="Two-factor authentication"
      description={`${
        team.mfa_required
          ? "Required. Members open the team's models only with a second factor."
          : "Not required. Members may open the team's models with their password alone."
      }${owner ? "" : " Only owners can change it."}`}
      actions={
        owner && (
          <Button variant="default" onClick={open}>
            {team.mfa_required ? "Stop requiring it" : "Require it"}
          </Button>
        )
      }
    >
      {asking && (
        <Suspense>
          <RequireSecondFactorDialog team={team} onClose={close} />
        </Suspense>
      )}
    </Section>
  );
}
