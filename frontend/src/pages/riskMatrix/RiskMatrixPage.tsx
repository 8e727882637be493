/** The team's risk matrix: owners edit it, everybody sees it. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { teamQuery } from "@/api/queries";
import { riskMatrixQuery } from "@/entities/risk/queries";
import { hasRole } from "@/session/roles";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { MatrixEditor } from "./MatrixEditor";

export default function RiskMatrixPage() {
  const { team } = useParams({ from: "/app/t/$team/settings/risk" });
  const saved = useQuery(riskMatrixQuery(team));
  const role = useQuery(teamQuery(team)).data?.role;
  return (
    <Page title="Risk matrix" width="narrow">
      <PageHeader
        title="Risk matrix"
        description="What likelihood and impact are called, which level of risk they make, and how much risk the team takes. It counts on all pages that show risk."
      />
      {saved.error && !saved.data && (
        <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />
      )}
      {saved.data && role ? (
        <MatrixEditor key={team} team={team} saved={saved.data} owner={hasRole(role, "owner")} />
      ) : (
        !saved.error && <Skeleton height={420} radius="md" aria-label="Loading" />
      )}
    </Page>
  );
}
