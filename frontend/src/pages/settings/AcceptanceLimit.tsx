/** For how long the team accepts risk at most; owners decide. */
import type { Team } from "@/api/types";
import { Section } from "@/ui/Section";
import { TeamDaysLimit } from "./TeamDaysLimit";

export function AcceptanceLimit({ team, disabled }: { team: Team; disabled: boolean }) {
  return (
    <Section
      title="Accepted risks"
      description={`The most days for which the risk of a threat is accepted; what is accepted already keeps its day.${
        disabled ? " Only owners can change it." : ""
      }`}
    >
      <TeamDaysLimit
        team={team}
        field="max_acceptance_days"
        label="Most days for which risk is accepted"
        saved="The limit was saved."
        disabled={disabled}
      />
    </Section>
  );
}
