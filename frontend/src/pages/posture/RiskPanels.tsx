/** Risk as it is now: by likelihood and impact, and what would lower it most. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ErrorState } from "@/ui/ErrorState";
import type { Scope } from "./figureTargets";
import { HeatMap } from "./HeatMap";
import { riskQuery } from "./queries";
import { TopControls } from "./TopControls";

export function RiskPanels({ scope }: { scope: Scope }) {
  const { data, error, refetch } = useQuery(riskQuery(scope));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" />;
  return (
    <>
      <HeatMap risk={data} scope={scope} />
      <TopControls risk={data} scope={scope} />
    </>
  );
}
