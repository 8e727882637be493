/** Where the person is signed in; other sessions can be ended. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DeviceSession, endSessions, listSessions } from "@/api/allauth";
import { RelativeTime } from "@/ui/RelativeTime";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { toast } from "@/ui/toast";
import { deviceName } from "./deviceName";

const KEY = ["account", "sessions"];

export function SessionList() {
  const client = useQueryClient();
  const sessions = useQuery({ queryKey: KEY, queryFn: listSessions }).data ?? [];
  const end = useMutation({
    mutationFn: endSessions,
    onSuccess: () => toast.success("Signed out there."),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  if (sessions.length === 0) return null;
  return (
    <Section title="Sessions" description="Where you are signed in." flush>
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} onEnd={() => end.mutate([session.id])} />
      ))}
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: DeviceSession; onEnd: () => void }) {
  const seen = new Date((session.last_seen_at ?? session.created_at) * 1000).toISOString();
  return (
    <div className={classes.row}>
      <span className={classes.rowMain}>{deviceName(session.user_agent)}</span>
      <span className={classes.muted}>{session.ip}</span>
      {session.is_current ? (
        <span>This session</span>
      ) : (
        <>
          <span className={classes.muted}>
            <RelativeTime at={seen} />
          </span>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={onEnd}>
            Sign out
          </Button>
        </>
      )}
    </div>
  );
}
