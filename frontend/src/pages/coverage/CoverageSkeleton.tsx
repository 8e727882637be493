/** What stands in for the grid while it is read. */
import { Skeleton } from "@mantine/core";
import classes from "./coverageGrid.module.css";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

export function CoverageSkeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-busy="true" aria-label="Loading coverage">
      {ROWS.map((key) => (
        <Skeleton key={key} height={28} radius="sm" />
      ))}
    </div>
  );
}
