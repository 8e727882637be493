/** Of which teams a person is e-mailed: the choices of this person, not of the team. */
import { Checkbox } from "@mantine/core";
import type { NoticePreferences } from "@/api/types";
import { useSession } from "@/session/session";
import type { ChangePreferences } from "./MailTimes";
import classes from "./notificationSettings.module.css";

interface MutedTeamsProps {
  preferences: NoticePreferences;
  onChange: ChangePreferences;
}

export function MutedTeams({ preferences, onChange }: MutedTeamsProps) {
  const { teams } = useSession();
  const muted = preferences.muted_teams ?? [];
  // With one team the kinds of notices say it all.
  if (teams.length < 2 && muted.length === 0) return null;
  const set = (team: string, mailed: boolean): void =>
    onChange({
      muted_teams: teams
        .map(({ id }) => id)
        .filter((id) => (id === team ? !mailed : muted.includes(id))),
    });
  return (
    <fieldset className={classes.teams}>
      <legend>E-mail about the teams</legend>
      {teams.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={!muted.includes(id)}
          disabled={!preferences.mail}
          onChange={(event) => set(id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
