/** The pages of the current team. */
import {
  IconBook2,
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

export function TeamNavigation({ folded, titled }: { folded: boolean; titled: boolean }) {
  const navigate = useNavigate();
  const team = useCurrentTeam();
  const params = { team: team?.id ?? "" };
  const goHome = () => void navigate({ to: "/t/$team", params });
  useShortcut(
    { keys: "g d", label: "Go to the models", group: "Go to", run: goHome },
    Boolean(team),
  );
  const goToRules = () => void navigate({ to: "/t/$team/rules", params });
  useShortcut(
    { keys: "g r", label: "Go to the rules", group: "Go to", run: goToRules },
    Boolean(team),
  );
  const goToControls = () => void navigate({ to: "/t/$team/controls", params });
  useShortcut(
    { keys: "g o", label: "Go to the controls", group: "Go to", run: goToControls },
    Boolean(team),
  );
  const goToAcceptances = () => void navigate({ to: "/t/$team/acceptances", params });
  useShortcut(
    { keys: "g x", label: "Go to the accepted risks", group: "Go to", run: goToAcceptances },
    Boolean(team),
  );
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
