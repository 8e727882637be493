/** What stands in for a mitigation while it is read. */
import { Skeleton } from "@mantine/core";

export function MitigationSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the mitigation">
      <Skeleton height={20} width="70%" radius="sm" mb={20} />
      <Skeleton height={90} radius="md" mb={20} />
      <Skeleton height={120} radius="md" />
    </div>
  );
}
