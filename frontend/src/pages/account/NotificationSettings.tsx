/** How the person is mailed about what is in their inbox. Every change is saved at once. */
import { NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { NoticePreferences } from "@/api/types";
import { NOTICE_KINDS, noticeKindLabel } from "@/model/labels/notices";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import { toast } from "@/ui/toast";
import { type ChangePreferences, MailTimes } from "./MailTimes";
import { MutedTeams } from "./MutedTeams";
import classes from "./notificationSettings.module.css";

const KEY = ["account", "notice-preferences"] as const;
const MODES = [
  { value: "at-once", label: "At once" },
  { value: "digest", label: "Daily digest" },
  { value: "off", label: "No e-mail" },
];

export function NotificationSettings() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/notices/preferences/", { signal })),
  });
  const change = useChange();
  return (
    <Section
      title="Notifications"
      description={
        query.data && !query.data.mail
          ? "Everything is listed in your inbox. This server sends no e-mail about it."
          : "Everything is listed in your inbox. Choose what you are e-mailed about, and when."
      }
    >
      {query.error && (
        <ErrorState error={query.error} size="compact" onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <div className={classes.form}>
          <Kinds preferences={query.data} onChange={change} />
          <MutedTeams preferences={query.data} onChange={change} />
          <MailTimes preferences={query.data} onChange={change} />
        </div>
      )}
    </Section>
  );
}

interface KindsProps {
  preferences: NoticePreferences;
  onChange: ChangePreferences;
}

function Kinds({ preferences, onChange }: KindsProps) {
  return (
    <ul className={classes.kinds}>
      {NOTICE_KINDS.map((kind) => (
        <li key={kind}>
          <NativeSelect
            classNames={{ root: classes.kind, label: classes.kindLabel }}
            label={noticeKindLabel(kind)}
            size="xs"
            data={MODES}
            value={preferences.modes?.[kind]}
            disabled={!preferences.mail}
            onChange={(event) =>
              onChange({ modes: { [kind]: event.currentTarget.value as "off" } })
            }
          />
        </li>
      ))}
    </ul>
  );
}

function useChange(): ChangePreferences {
  const client = useQueryClient();
  const change = useMutation({
    mutationKey: KEY,
    scope: { id: "notice-preferences" }, // one after the other
    mutationFn: (body: Partial<NoticePreferences>) =>
      unwrap(api.PATCH("/api/notices/preferences/", { body })),
    // Shown at once; a form that waits for the server seems to ignore what is chosen.
    onMutate: (body) =>
      client.setQueryData<NoticePreferences>(
        KEY,
        (now) => now && { ...now, ...body, modes: { ...now.modes, ...body.modes } },
      ),
    onSuccess: (saved) => {
      if (client.isMutating({ mutationKey: KEY }) === 1) client.setQueryData(KEY, saved);
    },
    onError: (error) => {
      toast.error(error);
      void client.invalidateQueries({ queryKey: KEY });
    },
  });
  return change.mutate;
}
