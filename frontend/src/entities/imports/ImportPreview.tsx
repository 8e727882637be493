/** A preview as it is worked out, and what it says. */
import { Button } from "@mantine/core";
import { messageOf } from "@/api/errors";
import { isEnded } from "@/entities/jobs/jobState";
import forms from "@/ui/forms.module.css";
import { CancelImport } from "./CancelImport";
import { JobProgress } from "./ImportCard";
import { remainingProblems } from "./importJob";
import { PreviewLists } from "./PreviewLists";
import { ProblemList } from "./ProblemList";
import classes from "./previews.module.css";
import { StatementChanges } from "./StatementChanges";
import type { Choices, Side } from "./statementText";
import { useJob } from "./useJob";

interface ImportPreviewProps {
  job: string;
  choices: Choices;
  onChoose: (id: string, side: Side) => void;
  /** Preview the same files once more. */
  onAgain: () => void;
}

export function ImportPreview({ job: id, choices, onChoose, onAgain }: ImportPreviewProps) {
  const { job, error } = useJob(id);
  if (error) {
    return (
      <p role="alert" className={forms.fault}>
        {messageOf(error)}
      </p>
    );
  }
  if (!job) return null;
  if (!isEnded(job))
    return (
      <JobProgress job={job} label="Progress of the preview" action={<CancelImport job={job} />} />
    );
  if (job.state === "canceled")
    return (
      <div className={classes.canceled}>
        <p role="status">The preview was canceled.</p>
        <Button variant="default" size="compact-sm" onClick={onAgain}>
          Try again
        </Button>
      </div>
    );
  const problems = remainingProblems(job);
  return (
    <div className={classes.scroller}>
      {job.state === "failed" && (
        <p role="alert" className={forms.fault}>
          {job.message}
        </p>
      )}
      {job.result?.preview && <PreviewLists result={job.result} preview={job.result.preview} />}
      {job.result?.statements && (
        <StatementChanges result={job.result.statements} choices={choices} onChoose={onChoose} />
      )}
      {problems.length > 0 && <ProblemList problems={problems} shown={3} />}
    </div>
  );
}
