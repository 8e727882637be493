/** What was imported into the model, and how it went. */
import { Button } from "@mantine/core";
import { IconFileExport, IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { importsQuery } from "@/api/queries";
import type { Job } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { DropArea } from "@/entities/imports/DropArea";
import { ImportCard } from "@/entities/imports/ImportCard";
import { countedProblems, durationText } from "@/entities/imports/importJob";
import classes from "@/entities/imports/imports.module.css";
import { useModelImport } from "@/entities/imports/ModelImport";
import { outcomeText } from "@/entities/imports/statementText";
import { useJob } from "@/entities/imports/useJob";
import { isEnded } from "@/entities/jobs/jobState";
import { DataTable } from "@/ui/DataTable";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { firstOf, type Search } from "@/ui/searchParams";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";

const COLUMNS: readonly Column<Job>[] = [
  {
    id: "when",
    header: "When",
    width: "180px",
    card: "title",
    cell: (job) => <RelativeTime at={job.created_at} />,
  },
  {
    id: "state",
    header: "Status",
    width: "130px",
    cell: (job) => <StatusBadge status={job.state} />,
  },
  {
    id: "changes",
    header: "Changes",
    cell: (job) => (job.result ? outcomeText(job.result) : job.message || "—"),
  },
  {
    id: "problems",
    header: "Problems",
    width: "190px",
    cell: (job) => countedProblems(job.problems) || "—",
  },
  {
    id: "duration",
    header: "Duration",
    width: "110px",
    align: "end",
    from: "md",
    cell: (job) => durationText(job) || "—",
  },
];

const KEPT = ["job"] as const;

export default function ImportsPage() {
  const { model } = useParams({ from: "/app/m/$model/imports" });
  const chosen = firstOf(useSearch({ strict: false }) as Search, "job");
  const navigate = useNavigate();
  const params = useListParams({ keep: KEPT });
  const query = useQuery(importsQuery(model, params.query));
  const { open, follow, allowed } = useModelImport();
  const running = query.data?.results.find((job) => !isEnded(job))?.id;
  // Without the socket, the list is the first to tell of an import that somebody else started.
  useEffect(() => {
    if (running && !chosen) follow(running);
  }, [running, chosen, follow]);
  const show = (job: Job) =>
    void navigate({ to: "/m/$model/imports/$job", params: { model, job: job.id } });
  return (
    <Page title="Imports">
      <PageHeader
        title="Imports"
        description="Import the same files again whenever they change: what was fixed closes its threats, and decisions stay."
        actions={
          <>
            <Button
              component="a"
              href={`/api/models/${model}/text/`}
              download="bulkhead.yaml"
              variant="default"
              leftSection={<IconFileExport size={16} aria-hidden="true" />}
            >
              Download bulkhead.yaml
            </Button>
            {allowed && (
              <Button
                leftSection={<IconFileImport size={16} aria-hidden="true" />}
                onClick={() => open()}
              >
                Import files
              </Button>
            )}
          </>
        }
      />
      {chosen && <FeaturedImport key={chosen} model={model} id={chosen} />}
      <DataTable
        label="Imports"
        columns={COLUMNS}
        query={query}
        params={params}
        rowKey={(job) => job.id}
        onOpen={show}
        selectedKey={chosen || undefined}
        empty={<DropArea size="page" onFiles={open} />}
      />
    </Page>
  );
}

function FeaturedImport({ model, id }: { model: string; id: string }) {
  const { job } = useJob(id);
  const { allowed } = useModelImport();
  if (!job) return <div className={classes.card} data-size="page" style={{ minHeight: 120 }} />;
  return (
    <ImportCard
      job={job}
      canCancel={allowed}
      actions={<NextSteps model={model} job={job} canImport={allowed} />}
    />
  );
}

interface NextStepsProps {
  model: string;
  job: Job;
  canImport: boolean;
}

function NextSteps({ model, job, canImport }: NextStepsProps) {
  const { again } = useModelImport();
  if (canImport && job.state === "canceled")
    return <Button onClick={() => again(job.id)}>Try again</Button>;
  if (!job.result?.elements) return null;
  return (
    <>
      <LinkButton to="/m/$model/architecture" params={{ model }}>
        Open the architecture
      </LinkButton>
      <LinkButton variant="default" to="/m/$model/analysis" params={{ model }}>
        Review threats
      </LinkButton>
    </>
  );
}
