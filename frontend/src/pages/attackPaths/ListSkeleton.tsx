/** Gray bars while a list is read. */
import { Skeleton } from "@mantine/core";
import classes from "./attackPathsPage.module.css";

export function ListSkeleton() {
  return (
    <div className={classes.waiting} role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={48} radius="md" />
      <Skeleton height={48} radius="md" />
      <Skeleton height={48} radius="md" />
    </div>
  );
}
