/** Whether the team asks its members for a second factor; owners switch it. */
import { Switch } from "@mantine/core";
import { Suspense, useState } from "react";
import type { Team } from "../api/types";
import { lazily } from "../ui/lazily";
import { Section } from "../ui/Section";

const RequireSecondFactorDialog = lazily(() => import("./RequireSecondFactorDialog"));

export function TeamSecondFactor({ team, owner }: { team: Team; owner: boolean }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Two-factor authentication"
      description={
        owner
          ? "Members without a second factor cannot open the team's models until they set one up."
          : "Only owners can change it."
      }
    >
      <Switch
        label="Require two-factor authentication"
        checked={team.mfa_required}
        disabled={!owner}
        onChange={() => setAsking(true)}
      />
      {asking && (
        <Suspense>
          <RequireSecondFactorDialog team={team} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Section>
  );
}
