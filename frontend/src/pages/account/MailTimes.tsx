/** When the digest comes, the hours without e-mail, and whose clock counts. */
import { NativeSelect, Switch } from "@mantine/core";
import type { NoticePreferences } from "@/api/types";
import type { ChangePreferences } from "./NotificationSettings";
import classes from "./notificationSettings.module.css";

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));
const QUIET = { quiet_from: 22, quiet_until: 7 };
const LOUD = { quiet_from: null, quiet_until: null };

interface MailTimesProps {
  preferences: NoticePreferences;
  onChange: ChangePreferences;
}

export function MailTimes({ preferences, onChange }: MailTimesProps) {
  const { quiet_from: from, quiet_until: until, mail } = preferences;
  const isQuiet = typeof from === "number" && typeof until === "number";
  return (
    <div className={classes.times}>
      <NativeSelect
        label="Digest from"
        data={HOURS}
        value={String(preferences.digest_hour)}
        disabled={!mail}
        onChange={(event) => onChange({ digest_hour: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        label="Time zone"
        data={zones(preferences.time_zone)}
        value={preferences.time_zone}
        disabled={!mail}
        onChange={(event) => onChange({ time_zone: event.currentTarget.value })}
      />
      <Switch
        className={classes.quiet}
        label="Quiet hours: no e-mail in them"
        checked={isQuiet}
        disabled={!mail}
        onChange={(event) => onChange(event.currentTarget.checked ? QUIET : LOUD)}
      />
      {isQuiet && (
        <>
          <NativeSelect
            label="Quiet from"
            data={HOURS}
            value={String(from)}
            onChange={(event) =>
              onChange({ quiet_from: Number(event.currentTarget.value), quiet_until: until })
            }
          />
          <NativeSelect
            label="Quiet until"
            data={HOURS}
            value={String(until)}
            onChange={(event) =>
              onChange({ quiet_from: from, quiet_until: Number(event.currentTarget.value) })
            }
          />
        </>
      )}
    </div>
  );
}

/** All time zones; the one of this browser and the present one first. */
function zones(present: string | undefined): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = Intl.supportedValuesOf("timeZone");
  return [...new Set([present ?? "UTC", here, "UTC", ...all])];
}
