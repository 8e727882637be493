/** One import: its progress while it runs, its result when it ended. */
import { Progress } from "@mantine/core";
import type { ReactNode } from "react";
import type { Job } from "@/api/types";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { isEnded } from "@/entities/jobs/jobState";
import { RelativeTime } from "@/ui/RelativeTime";
import { CancelImport } from "./CancelImport";
import { durationText, remainingProblems, stageText } from "./importJob";
import classes from "./imports.module.css";
import { ProblemList } from "./ProblemList";
import { ResultFigures } from "./ResultFigures";

interface ImportCardProps {
  job: Job;
  /** Beside the status: close, dismiss. */
  corner?: ReactNode;
  /** Of people who may cancel it. */
  canCancel?: boolean;
  /** The next step, once it ended. */
  actions?: ReactNode;
  size?: "page" | "dock";
}

export function ImportCard({ job, corner, actions, canCancel, size = "page" }: ImportCardProps) {
  return (
    <section className={classes.card} data-size={size} aria-label="Import">
      <header className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{titleOf(job)}</h2>
        <span className={classes.cardMeta}>
          {isEnded(job) ? durationText(job) : <RelativeTime at={job.created_at} />}
        </span>
        <StatusBadge status={job.state} />
        {corner}
      </header>
      {isEnded(job) ? (
        <Ended job={job} actions={actions} size={size} />
      ) : (
        <JobProgress job={job} action={canCancel && <CancelImport job={job} />} />
      )}
    </section>
  );
}

function titleOf(job: Job): string {
  if (job.state === "failed") return "Import failed";
  if (job.state === "canceled") return "Import canceled";
  return job.state === "succeeded" ? "Import finished" : "Importing";
}

interface JobProgressProps {
  job: Job;
  /** Beside the progress: cancel. */
  action?: ReactNode;
  label?: string;
}

/** How far a job is, and what it does at the moment. */
export function JobProgress({ job, action, label = "Progress of the import" }: JobProgressProps) {
  return (
    <div className={classes.running}>
      <div className={classes.stage}>
        <span role="status">{stageText(job)}</span>
        <span className={classes.percent}>{job.progress} %</span>
        {action}
      </div>
      <Progress value={Math.max(job.progress, 2)} size={6} aria-label={label} animated={false} />
      {job.message && <p className={classes.message}>{job.message}</p>}
    </div>
  );
}

function Ended({ job, actions, size }: { job: Job; actions?: ReactNode; size: "page" | "dock" }) {
  const problems = remainingProblems(job);
  return (
    <div className={classes.ended}>
      {job.message && (
        <p
          className={classes.message}
          data-failed={job.state === "failed"}
          role={job.state === "failed" ? "alert" : undefined}
        >
          {job.message}
        </p>
      )}
      {job.result && <ResultFigures result={job.result} model={job.model} />}
      {problems.length > 0 && <ProblemList problems={problems} shown={size === "dock" ? 3 : 8} />}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
