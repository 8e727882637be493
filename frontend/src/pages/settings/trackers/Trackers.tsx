/** The issue trackers of the team: where issues are created, and whether each works. */
import { useQuery } from "@tanstack/react-query";
import type { Team } from "@/api/types";
import { trackersQuery } from "@/entities/trackers/queries";
import { hasRole } from "@/session/roles";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { TrackerRow } from "./TrackerRow";

/** The pages of a team have no live connection. */
const READ_EVERY_MS = 10_000;

export function Trackers({ team }: { team: Team }) {
  const query = useQuery({ ...trackersQuery(team.id), refetchInterval: READ_EVERY_MS });
  const owner = hasRole(team.role, "owner");
  const trackers = query.data ?? [];
  if (!owner && trackers.length === 0) return null;
  return (
    <Section
      id="issue-trackers"
      title="Issue trackers"
      description="Create issues for threats and mitigations in GitHub, GitLab or Jira. When an issue is closed there, a change of status is proposed here."
      actions={
        owner && (
          <LinkButton
            variant="default"
            to="/t/$team/settings/trackers/$tracker"
            params={{ team: team.id, tracker: "new" }}
          >
            Add tracker
          </LinkButton>
        )
      }
      flush={trackers.length > 0}
    >
      {query.error && !query.data && <ErrorState error={query.error} size="compact" />}
      {query.data && trackers.length === 0 && (
        <span className={rows.muted}>No issue tracker is connected.</span>
      )}
      {trackers.map((tracker) => (
        <TrackerRow key={tracker.id} team={team} tracker={tracker} />
      ))}
    </Section>
  );
}
