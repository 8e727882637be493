/** Stands in for one stage while it is computed. */
import { Skeleton } from "@mantine/core";
import classes from "./pasta.module.css";

export function PastaSectionsSkeleton() {
  return (
    <div className={classes.stack} role="status" aria-label="Loading the stage">
      <Skeleton height={96} radius="md" />
      <Skeleton height={220} radius="md" />
      <Skeleton height={220} radius="md" />
    </div>
  );
}
