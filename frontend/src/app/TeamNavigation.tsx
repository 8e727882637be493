/** The pages of the current team. */
import {
  IconBook2,
  IconChartLine,
  IconChecklist,
  IconFileCheck,
  IconLayoutGrid,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { acceptancesToDecideQuery } from "@/entities/acceptances/queries";
import { hasRole } from "@/session/roles";
import { useCurrentTeam } from "@/session/session";
import { useShortcut } from "@/ui/useShortcut";
import { NavLink } from "./NavLink";
import classes from "./Sidebar.module.css";

interface Entry {
  to:
    | "/t/$team"
    | "/my-work"
    | "/t/$team/posture"
    | "/t/$team/rules"
    | "/t/$team/controls"
    | "/t/$team/acceptances"
    | "/t/$team/members"
    | "/t/$team/settings";
  label: string;
  icon: TablerIcon;
  keys?: string;
}

const ENTRIES: readonly Entry[] = [
  { to: "/t/$team", label: "Models", icon: IconLayoutGrid, keys: "g d" },
  {
    to: "/my-work",
    label: "My work",
    icon: IconChecklist,
    keys: "g w",
  },
  {
    to: "/t/$team/posture",
    label: "Team posture",
    icon: IconChartLine,
    keys: "g e",
  },
  {
    to: "/t/$team/rules",
    label: "Rules",
    icon: IconBook2,
    keys: "g r",
  },
  {
    to: "/t/$team/controls",
    label: "Controls",
    icon: IconShieldCheck,
    keys: "g o",
  },
  {
    to: "/t/$team/acceptances",
    label: "Accepted risks",
    icon: IconFileCheck,
    keys: "g x",
  },
  { to: "/t/$team/members", label: "Members", icon: IconUsers },
  { to: "/t/$team/settings", label: "Settings", icon: IconSettings },
];

export function TeamNavigation({ folded, titled }: { folded: boolean; titled: boolean }) {
  const team = useCurrentTeam();
  const toDecide = useQuery({
    ...acceptancesToDecideQuery(team?.id ?? ""),
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
        {ENTRIES.map((entry) => (
          <TeamLink
            key={entry.to}
            entry={entry}
            team={team.id}
            folded={folded}
            badge={entry.to === "/t/$team/acceptances" ? toDecide : undefined}
          />
        ))}
      </ul>
    </nav>
  );
}

interface TeamLinkProps {
  entry: Entry;
  team: string;
  folded: boolean;
  badge: number | undefined;
}

function TeamLink({ entry, team, folded, badge }: TeamLinkProps) {
  const navigate = useNavigate();
  const { to, label, icon, keys = "" } = entry;
  const link = { to, params: { team } };
  useShortcut({ keys, label, group: "Go to", run: () => void navigate(link) }, keys !== "");
  return (
    <NavLink
      link={{ ...link, activeOptions: { exact: to === "/t/$team", includeSearch: false } }}
      label={label}
      icon={icon}
      folded={folded}
      badge={badge}
      badgeLabel="Requests to decide"
    />
  );
}
