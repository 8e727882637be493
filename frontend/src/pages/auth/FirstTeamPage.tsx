/** Shown to somebody who belongs to no team. */

import { CreateTeamForm } from "@/entities/teams/CreateTeamForm";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { Section } from "@/ui/Section";

export default function FirstTeamPage() {
  return (
    <Page title="Create a team" width="narrow">
      <PageHeader
        title="Create a team"
        description="You belong to no team yet. Create one, or open the link of an invitation you were sent."
      />
      <Section>
        <CreateTeamForm />
      </Section>
    </Page>
  );
}
