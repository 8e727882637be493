/** Team switcher and navigation: the pages of the team, and of the model that is open. */
import { ActionIcon } from "@mantine/core";
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconX,
} from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { Logo } from "@/ui/Logo";
import { ModelNavigation } from "./ModelNavigation";
import classes from "./Sidebar.module.css";
import { TeamNavigation } from "./TeamNavigation";
import { TeamSwitcher } from "./TeamSwitcher";

interface SidebarProps {
  folded: boolean;
  onToggle: () => void;
  inDrawer?: boolean;
}

export function Sidebar({ folded, onToggle, inDrawer = false }: SidebarProps) {
  const { model } = useParams({ strict: false });
  const Icon = inDrawer
    ? IconX
    : folded
      ? IconLayoutSidebarLeftExpand
      : IconLayoutSidebarLeftCollapse;
  const label = inDrawer ? "Close navigation" : folded ? "Unfold the sidebar" : "Fold the sidebar";
  return (
    <div className={classes.root} data-folded={folded}>
      <div className={classes.brand}>
        <Link to="/" className={classes.home} aria-label="Bulkhead, start page">
          <Logo />
          {!folded && <span>Bulkhead</span>}
        </Link>
        {!folded && (
          <ActionIcon aria-label={label} onClick={onToggle}>
            <Icon size={17} aria-hidden="true" />
          </ActionIcon>
        )}
      </div>
      <TeamSwitcher folded={folded} />
      <div className={classes.scroll}>
        {model && <ModelNavigation model={model} folded={folded} />}
        <TeamNavigation folded={folded} titled={Boolean(model)} />
      </div>
      {folded && (
        <div className={classes.foot}>
          <ActionIcon aria-label={label} onClick={onToggle}>
            <Icon size={17} aria-hidden="true" />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
