/** Stands in for a page while it loads. */
import { Skeleton } from "@mantine/core";
import { Page } from "./Page";
import classes from "./PagePending.module.css";

export function PagePending() {
  return (
    <Page title="Loading">
      <div className={classes.stack} role="status" aria-label="Loading">
        <Skeleton height={24} width={180} radius="sm" />
        <Skeleton height={32} width="100%" radius="md" />
        <Skeleton height={320} width="100%" radius="md" />
      </div>
    </Page>
  );
}
