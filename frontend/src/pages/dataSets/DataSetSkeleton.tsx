/** A placeholder for a data set while it loads. */
import { Skeleton } from "@mantine/core";

export function DataSetSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the data set">
      <Skeleton height={20} width="50%" radius="sm" mb={20} />
      <Skeleton height={160} radius="md" mb={20} />
      <Skeleton height={90} radius="md" />
    </div>
  );
}
