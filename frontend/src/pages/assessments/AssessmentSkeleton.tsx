/** What is shown until the server has answered. */
import { Skeleton } from "@mantine/core";

export function AssessmentSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={280} />
    </div>
  );
}
