/** A list of a preview with its title and count, which can be folded. Nothing where it is empty. */
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./previews.module.css";

interface PreviewGroupProps {
  title: string;
  count: number;
  shown: number;
  open?: boolean;
  children: ReactNode;
}

export function PreviewGroup({ title, count, shown, open = false, children }: PreviewGroupProps) {
  if (count === 0) return null;
  return (
    <details className={classes.group} open={open}>
      <summary>
        <IconChevronRight size={14} aria-hidden="true" />
        {title} <span className={classes.count}>{count}</span>
      </summary>
      <ul className={classes.list}>{children}</ul>
      {count > shown && <p className={classes.more}>and {count - shown} more</p>}
    </details>
  );
}
