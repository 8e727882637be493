/** Stands in for the stages while they are computed. */
import { Skeleton } from "@mantine/core";
import { PastaSectionsSkeleton } from "./PastaSectionsSkeleton";
import classes from "./pasta.module.css";

export function PastaSkeleton() {
  return (
    <div className={classes.layout}>
      <Skeleton height={380} radius="md" />
      <PastaSectionsSkeleton />
    </div>
  );
}
