/** What stands in for the canvas while the architecture is on its way. */
import { Skeleton } from "@mantine/core";
import classes from "./editor.module.css";

const ROWS = [60, 84, 72, 90, 64, 78, 56, 88];

export function EditorSkeleton() {
  return (
    <div
      className={classes.editor}
      role="status"
      aria-busy="true"
      aria-label="Loading the architecture"
    >
      <div className={classes.outline}>
        <div className={classes.skeletonRows}>
          {ROWS.map((width) => (
            <Skeleton key={width} height={14} width={`${width}%`} radius="sm" />
          ))}
        </div>
      </div>
      <div className={classes.stage} />
    </div>
  );
}
