/** Gray bars while a column is read. */
import { Skeleton } from "@mantine/core";
import classes from "./analysis.module.css";

const WIDTHS = [78, 62, 84, 56, 70, 66, 74];

export function ColumnSkeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-busy="true" aria-label="Loading">
      {WIDTHS.map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} radius="sm" />
      ))}
    </div>
  );
}
