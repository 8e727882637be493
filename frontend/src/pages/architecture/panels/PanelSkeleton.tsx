/** Gray bars while a part of the inspector is read. */
import { Skeleton } from "@mantine/core";
import classes from "./panel.module.css";

const WIDTHS = [72, 54, 88, 60, 80];

export function PanelSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden="true">
      {WIDTHS.map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} radius="sm" />
      ))}
    </div>
  );
}
