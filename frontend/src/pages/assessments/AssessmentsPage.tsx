/** Assessments of the model: penetration tests, audits and runtime alerts, and one of them with its findings. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { assessmentsKey } from "@/entities/assessments/queries";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { Pagination } from "@/ui/Pagination";
import { firstOf } from "@/ui/searchParams";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { AddAssessmentDialog } from "./AssessmentDialog";
import { AssessmentList } from "./AssessmentList";
import { AssessmentPage } from "./AssessmentPage";
import { AssessmentSkeleton } from "./AssessmentSkeleton";
import { ImportAlerts } from "./ImportAlerts";
import { assessmentsQuery } from "./queries";

export default function AssessmentsPage() {
  useLiveInvalidation("assessment", assessmentsKey);
  const [address] = useSearchParams();
  const assessment = firstOf(address as never, "assessment");
  return assessment ? <AssessmentPage key={assessment} assessment={assessment} /> : <Overview />;
}

function Overview() {
  const { id, canEdit } = useModel();
  const params = useListParams();
  const { page, pageSize: page_size } = params;
  const { data, error, refetch } = useQuery(assessmentsQuery(id, { page, page_size }));
  return (
    <Page title="Assessments">
      <PageHeader
        title="Assessments"
        description="Findings of penetration tests, audits and runtime alerts, linked to threats."
        actions={canEdit && <Actions />}
      />
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <AssessmentSkeleton />}
      {data && <AssessmentList assessments={data.results} />}
      {data && <Pagination count={data.count} params={params} />}
    </Page>
  );
}

function Actions() {
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ImportAlerts assessment={null} />
      <Button
        leftSection={<IconPlus size={15} aria-hidden="true" />}
        onClick={() => setAdding(true)}
      >
        Add assessment
      </Button>
      {adding && <AddAssessmentDialog onClose={() => setAdding(false)} />}
    </>
  );
}
