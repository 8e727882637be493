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
import { type PageSection, PageSections } from "@/ui/PageSections";
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
    <Page title="Team settings">
      <PageHeader title="Team settings" />
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Settings team={query.data} />}
    </Page>
  );
}

function Settings({ team }: { team: Team }) {
  const owner = hasRole(team.role, "owner");
  return (
    <ReauthenticationProvider>
      <PageSections
        sections={[
          { id: "name", label: "Name", content: <TeamName team={team} owner={owner} /> },
          { id: "members", label: "Members", content: <Members team={team} owner={owner} /> },
          ...riskSections(team, owner),
          ...connectionSections(team, owner),
          ...accessSections(team, owner),
        ]}
      />
    </ReauthenticationProvider>
  );
}

/** How the team deals with threats and risk. */
function riskSections(team: Team, owner: boolean): PageSection[] {
  return [
    {
      id: "accepted-risks",
      label: "Accepted risks",
      content: <AcceptanceLimit key={team.id} team={team} disabled={!owner} />,
    },
    { id: "risk-matrix", label: "Risk matrix", content: <RiskMatrix team={team} owner={owner} /> },
    { id: "threats", label: "Threats", content: <Threats team={team} owner={owner} /> },
    {
      id: "library",
      label: "Rule library updates",
      content: <LibraryUpdates key={team.id} team={team} disabled={!owner} />,
    },
    {
      id: "report-templates",
      label: "Report templates",
      content: <ReportTemplates team={team.id} canEdit={hasRole(team.role, "editor")} />,
    },
  ];
}

/** What is connected with the team. */
function connectionSections(team: Team, owner: boolean): PageSection[] {
  const trackers = <Trackers key={team.id} team={team} />;
  return [
    { id: "issue-trackers", label: "Issue trackers", content: trackers },
    ...(owner
      ? [
          {
            id: "webhooks",
            label: "Webhooks",
            content: <Webhooks key={team.id} team={team.id} />,
          },
          {
            id: "api-tokens",
            label: "API tokens",
            content: <TeamTokens key={team.id} team={team} />,
          },
        ]
      : []),
  ];
}

/** Who gets in, what was recorded, and what is deleted. */
function accessSections(team: Team, owner: boolean): PageSection[] {
  const secondFactor = <TeamSecondFactor team={team} owner={owner} />;
  const deleted = <DeletedModels team={team.id} owner={owner} />;
  return [
    { id: "two-factor", label: "Two-factor authentication", content: secondFactor },
    ...(owner ? [{ id: "audit-log", label: "Audit log", content: <AuditLog team={team} /> }] : []),
    { id: "deleted-models", label: "Deleted models", content: deleted },
    ...(owner
      ? [{ id: "delete-team", label: "Export and delete", content: <DeleteTeam team={team} /> }]
      : []),
  ];
}

interface OwnedProps {
  team: Team;
  owner: boolean;
}

function TeamName({ team, owner }: OwnedProps) {
  const who = owner ? "Shown in the sidebar and in invitations." : "Only owners can change it.";
  return (
    <Section title="Name" description={who}>
      <TeamNameForm key={team.id} team={team} disabled={!owner} />
    </Section>
  );
}

function Members({ team, owner }: OwnedProps) {
  return (
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
  );
}

function RiskMatrix({ team, owner }: OwnedProps) {
  return (
    <Section
      title="Risk matrix"
      description="Names of likelihoods and impacts, levels of risk and their colors, and how much risk the team takes."
      actions={
        <LinkButton variant="default" to="/t/$team/settings/risk" params={{ team: team.id }}>
          {owner ? "Edit risk matrix" : "Show risk matrix"}
        </LinkButton>
      }
    />
  );
}

function Threats({ team, owner }: OwnedProps) {
  return (
    <Section
      title="Threats"
      description={`How many days the team has to deal with a threat, by severity, and how many threats its short list shows.${owner ? "" : " Only owners can change it."}`}
    >
      <TeamTriageForm key={team.id} team={team} disabled={!owner} />
    </Section>
  );
}

function AuditLog({ team }: { team: Team }) {
  return (
    <Section
      title="Audit log"
      description="Who changed roles, invitations, models and settings, when and from where."
      actions={
        <LinkButton variant="default" to="/t/$team/settings/audit" params={{ team: team.id }}>
          Show audit log
        </LinkButton>
      }
    />
  );
}
