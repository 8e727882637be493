/** Connects an issue tracker, or changes one; for the owners of the team. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import { trackersQuery } from "@/entities/trackers/queries";
import { projectAt, trackerKindLabel } from "@/entities/trackers/trackerKinds";
import { hasRole } from "@/session/roles";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { PagePending } from "@/ui/PagePending";
import { RemoveTracker } from "./RemoveTracker";
import { TrackerForm } from "./TrackerForm";

export default function TrackerPage() {
  const { team, tracker: id } = useParams({ from: "/app/t/$team/settings/trackers/$tracker" });
  const role = useQuery(teamQuery(team)).data?.role;
  const { data, error, refetch } = useQuery(trackersQuery(team));
  const isNew = id === "new";
  const tracker = data?.find((one) => one.id === id);
  const title = isNew ? "Add issue tracker" : (tracker?.name ?? "Issue tracker");
  if (!role || (!data && !error)) return <PagePending />;
  return (
    <Page title={title} width="narrow">
      <PageHeader
        title={title}
        description={
          tracker
            ? `${trackerKindLabel(tracker.kind)}, ${projectAt(tracker)}`
            : "Issues are created only when a person asks for it."
        }
      />
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && !hasRole(role, "owner") && <OwnersOnly team={team} />}
      {data && hasRole(role, "owner") && !isNew && !tracker && <Removed team={team} />}
      {data && hasRole(role, "owner") && (isNew || tracker) && (
        <>
          <TrackerForm key={id} team={team} tracker={tracker} />
          {tracker && <RemoveTracker team={team} tracker={tracker} />}
        </>
      )}
    </Page>
  );
}

function OwnersOnly({ team }: { team: string }) {
  return (
    <EmptyState title="Only owners can do this" action={<BackToSettings team={team} />}>
      An owner of the team connects issue trackers.
    </EmptyState>
  );
}

function Removed({ team }: { team: string }) {
  return (
    <EmptyState title="Not found" action={<BackToSettings team={team} />}>
      This issue tracker does not exist, or was removed.
    </EmptyState>
  );
}

function BackToSettings({ team }: { team: string }) {
  return (
    <LinkButton variant="default" to="/t/$team/settings" params={{ team }}>
      Team settings
    </LinkButton>
  );
}
