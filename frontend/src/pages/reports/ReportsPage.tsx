/** The reports of the model: made on request, kept for some time, downloaded or shared by a link. */
import { Button } from "@mantine/core";
import { IconFileText, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo, useState } from "react";
import { reportOptionsQuery } from "@/entities/reports/queries";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { reportsQuery } from "./queries";
import { reportColumns } from "./reportColumns";

const NewReportDialog = lazyWithRetry(() => import("./NewReportDialog"));

export default function ReportsPage() {
  const { id, row, canEdit } = useModel();
  const params = useListParams();
  const { page, page_size } = params.query;
  const query = useQuery(reportsQuery(id, { page, page_size }));
  const options = useQuery(reportOptionsQuery());
  const [adding, setAdding] = useState(false);
  const formats = options.data?.formats;
  const columns = useMemo(
    () => reportColumns({ model: id, formats: formats ?? [], canEdit }),
    [id, formats, canEdit],
  );
  const add = canEdit && (
    <Button
      leftSection={<IconPlus size={15} aria-hidden="true" />}
      disabled={!options.data}
      onClick={() => setAdding(true)}
    >
      New report
    </Button>
  );
  return (
    <Page title="Reports">
      <PageHeader
        title="Reports"
        description={`Documents and tables of the model as it is when they are made.${keptText(options.data?.keep_days)}`}
        actions={query.data?.count !== 0 && add}
      />
      {options.error && (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} size="compact" />
      )}
      <DataTable
        label={row ? `Reports of ${row.name}` : "Reports"}
        columns={columns}
        query={query}
        params={params}
        rowKey={(report) => report.id}
        empty={
          <EmptyState icon={<IconFileText size={20} />} title="No reports yet" action={add}>
            A report has the findings, their evidence and what is done about them, as PDF, Word,
            HTML, Markdown, Excel or CSV.
          </EmptyState>
        }
      />
      <Suspense>
        {adding && options.data && (
          <NewReportDialog options={options.data} onClose={() => setAdding(false)} />
        )}
      </Suspense>
    </Page>
  );
}

function keptText(days: number | undefined): string {
  return days ? ` They are deleted after ${days} days.` : "";
}
