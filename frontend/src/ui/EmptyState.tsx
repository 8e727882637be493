/** What a page says when there is nothing to show: why, and what to do next. */
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  /** The next step, usually one button. */
  action?: ReactNode;
  /** `compact` fits inside a panel. */
  size?: "page" | "compact";
  tone?: "neutral" | "bad";
  /** `h1` when the state is the whole page. */
  heading?: "h1" | "h2";
}

export function EmptyState({
  icon,
  title,
  children,
  action,
  size = "page",
  tone = "neutral",
  heading: Heading = "h2",
}: EmptyStateProps) {
  return (
    <div className={classes.root} data-size={size}>
      {icon && (
        <span className={classes.icon} data-tone={tone} aria-hidden="true">
          {icon}
        </span>
      )}
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
