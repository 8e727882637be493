/** One response: its steps in their order, who has them, and its end. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ResponseRun } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { finishedCount, nextPlace } from "@/model/labels/incidentResponse";
import { personName } from "@/model/labels/reviews";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { exactTime } from "@/ui/time";
import { CloseRun } from "./CloseRun";
import { runQuery } from "./queries";
import { ResponseSkeleton } from "./ResponseSkeleton";
import { RunBadges } from "./RunBadges";
import { RunStep } from "./RunStep";
import classes from "./response.module.css";

export function RunPage({ run: key }: { run: string }) {
  const { id, canEdit } = useModel();
  const { data: run, error, refetch } = useQuery(runQuery(id, key));
  return (
    <Page title={run?.title ?? "Response"}>
      <PageHeader
        title={run?.title ?? "Response"}
        meta={run && <RunBadges run={run} />}
        description={run && <Facts run={run} />}
        actions={
          <>
            <LinkButton
              variant="default"
              to="/m/$model/response"
              params={{ model: id }}
              search={{}}
            >
              All responses
            </LinkButton>
            {run?.state === "open" && canEdit && <CloseRun run={run} />}
          </>
        }
      />
      {error && !run && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !run && <ResponseSkeleton />}
      {run && <RunBody run={run} />}
    </Page>
  );
}

function RunBody({ run }: { run: ResponseRun }) {
  const next = nextPlace(run);
  return (
    <div className={classes.stack}>
      {run.state === "closed" && <p className={classes.notice}>Outcome: {run.outcome}</p>}
      {run.platform === "unknown" && (
        <p className={classes.notice}>
          The model does not say where {run.element.name} runs, so no commands are shown. Place it
          in a namespace, cluster or node, and start again.
        </p>
      )}
      <ol className={classes.steps} aria-label="Steps">
        {run.steps.map((step) => (
          <RunStep key={step.place} run={run} step={step} isNext={step.place === next} />
        ))}
      </ol>
      <Downloads run={run} />
    </div>
  );
}

function Downloads({ run }: { run: ResponseRun }) {
  const { id } = useModel();
  const address = `/api/models/${id}/response/runs/${run.id}/download/`;
  return (
    <div className={classes.actions}>
      <Download address={address} label="Download as Markdown" />
      <Download address={`${address}?file_format=json`} label="Download as JSON" />
    </div>
  );
}

function Download({ address, label }: { address: string; label: string }) {
  return (
    <Button
      component="a"
      href={address}
      download
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden="true" />}
    >
      {label}
    </Button>
  );
}

function Facts({ run }: { run: ResponseRun }) {
  const { id } = useModel();
  const { element } = run;
  const closed = run.closed_at
    ? ` Closed ${exactTime(new Date(run.closed_at))} by ${personName(run.closed_by)}.`
    : "";
  return (
    <>
      <span className={classes.inline}>
        <KindIcon kind={element.kind} size={15} />
        {element.id ? (
          <Link className={classes.link} title={element.uid} {...linkToSubject(id, element)}>
            {element.name}
          </Link>
        ) : (
          `${element.name} (deleted)`
        )}
      </span>
      . {finishedCount(run.steps)} of {run.steps.length} steps finished. Started{" "}
      {exactTime(new Date(run.started_at))} by {personName(run.started_by)}.{closed}
    </>
  );
}
