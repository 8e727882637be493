/** What stands in for a threat while it is read. */
import { Skeleton } from "@mantine/core";
import { Article } from "@/ui/Article";

export function ThreatSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading the threat">
      <Skeleton height={22} width={180} radius="sm" mb={14} />
      <Skeleton height={26} width="62%" radius="sm" mb={28} />
      <Article aside={<Skeleton height={240} radius="md" />}>
        <Skeleton height={160} radius="md" mb={24} />
        <Skeleton height={120} radius="md" />
      </Article>
    </div>
  );
}
