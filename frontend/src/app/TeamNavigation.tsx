/** The pages of the current team. */
import {
  IconBook2,
  IconChecklist,
  IconFileCheck,
  IconLayoutGrid,
  IconSettings,
  IconShieldCheck,
  IconUsers,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { acceptancesToDecideQuery } from "@/entities/acceptances/queries";
import { hasRole } from "@/session/roles";
import { useCurrentTeam } from "@/session/session";
import { useShortcut } from "@/ui/useShortcut";
import { NavLink } from "./NavLink";
import classes from "./Sidebar.module.css";

/** The keys that lead to the pages of the team, and to one's own work. */
function useTeamKeys(team: string | undefined): void {
  const navigate = useNavigate();
  const params = { team: team ?? "" };
  const known = team !== undefined;
  const goHome = () => void navigate({ to: "/t/$team", params });
  useShortcut({ keys: "g d", label: "Go to the models", group: "Go to", run: goHome }, known);
  const goToMyWork = () => void navigate({ to: "/my-work" });
  useShortcut({ keys: "g w", label: "Go to my work", group: "Go to", run: goToMyWork }, known);
  const goToRules = () => void navigate({ to: "/t/$team/rules", params });
  useShortcut({ keys: "g r", label: "Go to the rules", group: "Go to", run: goToRules }, known);
  const goToControls = () => void navigate({ to: "/t/$team/controls", params });
  useShortcut(
    { keys: "g o", label: "Go to the controls", group: "Go to", run: goToControls },
    known,
  );
  const goToAcceptances = () => void navigate({ to: "/t/$team/acceptances", params });
  useShortcut(
    { keys: "g x", label: "Go to the accepted risks", group: "Go to", run: goToAcceptances },
    known,
  );
}

export function TeamNavigation({ folded, titled }: { folded: boolean; titled: boolean }) {
  const team = useCurrentTeam();
  const params = { team: team?.id ?? "" };
  useTeamKeys(team?.id);
  const toDecide = useQuery({
    ...acceptancesToDecideQuery(params.team),
    enabled: hasRole(team?.role, "approver"),
  }).data;
  if (!team) return null;
  return (
    <nav className={classes.section} aria-label="Team">
      {titled && folded && <div className={classes.divider} />}
      {titled && !folded && (
        <div className={classes.heading}>
          <span>Team</span>
        </div>
      )}
      <ul className={classes.list}>
        <NavLink
          link={{ to: "/t/$team", params, activeOptions: { exact: true, includeSearch: false } }}
          label="Models"
          icon={IconLayoutGrid}
          folded={folded}
        />
        <NavLink
          link={{ to: "/my-work", activeOptions: { includeSearch: false } }}
          label="My work"
          icon={IconChecklist}
          folded={folded}
        />
        <NavLink
          link={{ to: "/t/$team/rules", params, activeOptions: { includeSearch: false } }}
          label="Rules"
          icon={IconBook2}
          folded={folded}
        />
        <NavLink
          link={{ to: "/t/$team/controls", params, activeOptions: { includeSearch: false } }}
          label="Controls"
          icon={IconShieldCheck}
          folded={folded}
        />
        <NavLink
          link={{ to: "/t/$team/acceptances", params, activeOptions: { includeSearch: false } }}
          label="Accepted risks"
          icon={IconFileCheck}
          folded={folded}
          badge={toDecide}
          badgeLabel="Requests to decide"
        />
        <NavLink
          link={{ to: "/t/$team/members", params }}
          label="Members"
          icon={IconUsers}
          folded={folded}
        />
        <NavLink
          link={{ to: "/t/$team/settings", params }}
          label="Settings"
          icon={IconSettings}
          folded={folded}
        />
      </ul>
    </nav>
  );
}
