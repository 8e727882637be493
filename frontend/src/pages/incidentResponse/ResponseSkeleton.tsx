/** What is shown until the server has answered. */
import { Skeleton } from "@mantine/core";
import classes from "./response.module.css";

export function ResponseSkeleton() {
  return (
    <div className={classes.stack} role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={120} />
      <Skeleton height={320} />
    </div>
  );
}
