/** The name of the team, its limit of accepted risk, its risk matrix, its rule library, its report templates, its issue trackers, its webhooks, API tokens, its second factor, deleted models, log and data, and the way out of it. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import type { Team } from "@/api/types";
import { ReauthenticationProvider } from "@/session/ReauthenticationProvider";
import { hasRole, roleLabel } from "@/session/roles";
import { ErrorState } from "@/ui/ErrorState";
import { KeyValue } from "@/ui/KeyValue";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { Section } from "@/ui/Section";
import { AcceptanceLimit } from "./AcceptanceLimit";
import { DeletedModels } from "./DeletedModels";
import { DeleteTeam } from "./DeleteTeam";
import { LibraryUpdates } from "./LibraryUpdates";
import { ReportTemplates } from "./reportTemplates/ReportTemplates";
import { TeamNameForm } from "./TeamNameForm";
import { TeamSecondFactor } from "./TeamSecondFactor";
import { TeamTokens } from "./TeamTokens";
import { TeamTriageForm } from "./TeamTriageForm";
import { Trackers } from "./trackers/Trackers";
import { Webhooks } from "./webhooks/Webhooks";

export default function TeamSettingsPage() {
  const { team } = useParams({ from: "/app/t/$team/settings" });
  const query = useQuery(teamQuery(team));
  return (
    <Page title="Team settings" width="narrow">
      <PageHeader title="Team settings" />
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Settings team={query.data} />}
    </Page>
  );
}

function Settings({ team }: { team: Team }) {
  const owner = hasRole(team.role, "owner");
  return (
    <>
      <Section
        title="Name"
        description={
          owner ? "Shown in the sidebar and in invitations." : "Only owners can change it."
        }
      >
        <TeamNameForm key={team.id} team={team} disabled={!owner} />
      </Section>
      <Section
        title="Members"
        actions={
          <LinkButton variant="default" to="/t/$team/members" params={{ team: team.id }}>
            {owner ? "Manage members" : "Show members"}
          </LinkButton>
        }
      >
        <KeyValue
          items={[
            { label: "Your role", value: roleLabel(team.role) },
            { label: "Members", value: team.member_count },
            { label: "Models", value: team.model_count },
          ]}
        />
      </Section>
      <AcceptanceLimit key={`${team.id} limit`} team={team} disabled={!owner} />
      <Section
        title="Risk matrix"
        description="Names of likelihoods and impacts, levels of risk and their colors, and how much risk the team takes."
        actions={
          <LinkButton variant="default" to="/t/$team/settings/risk" params={{ team: team.id }}>
            {owner ? "Edit risk matrix" : "Show risk matrix"}
          </LinkButton>
        }
      />
      <Section
        title="Threats"
        description={`How many days the team has to deal with a threat, by severity, and how many threats its short list shows.${owner ? "" : " Only owners can change it."}`}
      >
        <TeamTriageForm key={team.id} team={team} disabled={!owner} />
      </Section>
      <LibraryUpdates key={`${team.id} library`} team={team} disabled={!owner} />
      <ReportTemplates team={team.id} canEdit={hasRole(team.role, "editor")} />
      <Trackers key={`${team.id} trackers`} team={team} />
      {owner && <Webhooks key={`${team.id} webhooks`} team={team.id} />}
      {owner && <TeamTokens key={`${team.id} tokens`} team={team} />}
      <TeamSecondFactor team={team} owner={owner} />
      {owner && (
        <Section
          title="Audit log"
          description="Who changed roles, invitations, models and settings, when and from where."
          actions={
            <LinkButton variant="default" to="/t/$team/settings/audit" params={{ team: team.id }}>
              Show audit log
            </LinkButton>
          }
        />
      )}
      <DeletedModels team={team.id} owner={owner} />
      {owner && (
        <ReauthenticationProvider>
          <DeleteTeam team={team} />
        </ReauthenticationProvider>
      )}
    </>
  );
}
