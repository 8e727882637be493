/** Lines of a history while they are read. */
import { Skeleton } from "@mantine/core";
import classes from "./history.module.css";

const ROWS = [64, 48, 72, 56, 60];

export function ListSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the history">
      {ROWS.map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={24} circle />
          <Skeleton height={14} width={`${width}%`} radius="sm" />
        </div>
      ))}
    </div>
  );
}
