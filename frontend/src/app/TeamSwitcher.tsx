/** Shows the current team and leads to the others. */
import { Menu, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChartLine, IconCheck, IconPlus, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { useCurrentTeam, useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import classes from "./Sidebar.module.css";

const CreateTeamDialog = lazyWithRetry(() => import("@/entities/teams/CreateTeamDialog"));

export function TeamSwitcher({ folded }: { folded: boolean }) {
  const { teams } = useSession();
  const current = useCurrentTeam();
  const navigate = useNavigate();
  const [creating, { open, close }] = useDisclosure(false);
  const name = current?.name ?? "No team";
  return (
    <>
      <Menu width={240} withinPortal>
        <Menu.Target>
          <button type="button" className={classes.switcher}>
            <TeamMark name={name} />
            {!folded && <span className={classes.teamName}>{name}</span>}
            <VisuallyHidden>{folded ? `${name}, switch team` : "switch team"}</VisuallyHidden>
            {!folded && <IconSelector size={15} aria-hidden="true" />}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {teams.map((team) => (
            <Menu.Item
              key={team.id}
              leftSection={<TeamMark name={team.name} />}
              rightSection={
                team.id === current?.id ? <IconCheck size={15} aria-label="current" /> : null
              }
              onClick={() => void navigate({ to: "/t/$team", params: { team: team.id } })}
            >
              {team.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconChartLine size={16} aria-hidden="true" />}
            onClick={() => void navigate({ to: "/portfolio" })}
          >
            Portfolio of all teams
          </Menu.Item>
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={open}>
            New team
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {creating && (
        <Suspense>
          <CreateTeamDialog onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function TeamMark({ name }: { name: string }) {
  return (
    <span
      className={classes.teamMark}
      data-initial={name.slice(0, 1).toUpperCase()}
      aria-hidden="true"
    />
  );
}
