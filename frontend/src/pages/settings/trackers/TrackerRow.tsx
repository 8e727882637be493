/** One issue tracker: where it is, what waits there, and whether it works. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Team, Tracker } from "@/api/types";
import { trackersQuery } from "@/entities/trackers/queries";
import { projectAt, trackerKindLabel } from "@/entities/trackers/trackerKinds";
import { hasRole } from "@/session/roles";
import { LinkButton } from "@/ui/LinkButton";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { toast } from "@/ui/toast";
import classes from "./trackers.module.css";
import { countsText } from "./trackerText";

export function TrackerRow({ team, tracker }: { team: Team; tracker: Tracker }) {
  const { id, name, kind, state, fault, sync } = tracker;
  return (
    <div className={rows.row}>
      <span className={rows.rowMain}>
        {name}
        <span className={rows.detail}>
          {trackerKindLabel(kind)} · {projectAt(tracker)}
        </span>
        <span className={rows.detail}>
          {countsText(tracker.counts)}
          <LastSync tracker={tracker} />
        </span>
        {state === "failing" && (
          <span className={classes.fault}>The connection fails: {fault} Nothing is sent.</span>
        )}
      </span>
      <span className={rows.buttons}>
        {sync && state === "ok" && hasRole(team.role, "editor") && (
          <SyncNow team={team.id} tracker={tracker} />
        )}
        {hasRole(team.role, "owner") && (
          <LinkButton
            variant="default"
            size="compact-sm"
            aria-label={`Edit ${name}`}
            to="/t/$team/settings/trackers/$tracker"
            params={{ team: team.id, tracker: id }}
          >
            Edit
          </LinkButton>
        )}
      </span>
    </div>
  );
}

function LastSync({
  tracker: { sync, last_sync_at: last, paused_until: paused },
}: {
  tracker: Tracker;
}) {
  if (!sync) return <> · Sync is off</>;
  return (
    <>
      {" · Synced "}
      <RelativeTime at={last} />
      {paused && Date.parse(paused) > Date.now() && (
        <>
          {" · Paused, goes on "}
          <RelativeTime at={paused} />
        </>
      )}
    </>
  );
}

function SyncNow({ team, tracker: { id, name } }: { team: string; tracker: Tracker }) {
  const client = useQueryClient();
  const sync = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/teams/{team}/trackers/{tracker}/sync/", {
          params: { path: { team, tracker: id } },
        }),
      ),
    onSuccess: () => toast.success(`Reading the issues of ${name}`),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: trackersQuery(team).queryKey }),
  });
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`Sync now: ${name}`}
      loading={sync.isPending}
      onClick={() => sync.mutate()}
    >
      Sync now
    </Button>
  );
}
