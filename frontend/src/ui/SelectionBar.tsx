/** What can be done with the selected rows of a list. It stays in sight while the list is scrolled. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./SelectionBar.module.css";

interface SelectionBarProps {
  /** What is selected, for screen readers: "Selected threats". */
  label: string;
  count: number;
  onClear: () => void;
  /** Selects more than what is in sight. */
  more?: ReactNode;
  /** The actions. */
  children: ReactNode;
}

export function SelectionBar({ label, count, onClear, more, children }: SelectionBarProps) {
  if (count === 0) return null;
  return (
    <section className={classes.bar} aria-label={label}>
      <strong className={classes.count} role="status">
        {count.toLocaleString("en-US")} selected
      </strong>
      <span className={classes.actions}>{children}</span>
      <span className={classes.end}>
        {more}
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onClear}>
          Clear
        </Button>
      </span>
    </section>
  );
}
