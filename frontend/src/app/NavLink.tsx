/** One line of the sidebar; folded it is its icon, with the word on hover. */
import { Tooltip } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import classes from "./Sidebar.module.css";

interface NavLinkProps {
  link: LinkProps;
  label: string;
  icon: TablerIcon;
  folded: boolean;
  badge?: number | undefined;
  /** What the number counts, for screen readers. */
  badgeLabel?: string;
  tone?: "bad" | undefined;
}

export function NavLink({
  link,
  label,
  icon: Icon,
  folded,
  badge,
  badgeLabel,
  tone,
}: NavLinkProps) {
  return (
    <li>
      <Tooltip label={label} position="right" disabled={!folded}>
        <Link {...link} className={classes.link} aria-label={folded ? label : undefined}>
          <Icon size={17} stroke={1.75} aria-hidden="true" />
          {!folded && <span>{label}</span>}
          {!folded && Boolean(badge) && (
            <span className={classes.badge} data-tone={tone} title={badgeLabel}>
              {badge?.toLocaleString("en-US")}
            </span>
          )}
        </Link>
      </Tooltip>
    </li>
  );
}
