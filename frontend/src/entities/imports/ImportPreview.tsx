/** A preview as it is worked out, and what it says. */
import { messageOf } from "@/api/errors";
import forms from "@/ui/forms.module.css";
import { JobProgress } from "./ImportCard";
import { isEnded, remainingProblems } from "./importJob";
import { PreviewLists } from "./PreviewLists";
import { ProblemList } from "./ProblemList";
import { useJob } from "./useJob";

export function ImportPreview({ job: id }: { job: string }) {
  const { job, error } = useJob(id);
  if (error) {
    return (
      <p role="alert" className={forms.fault}>
        {messageOf(error)}
      </p>
    );
  }
  if (!job) return null;
  if (!isEnded(job)) return <JobProgress job={job} />;
  const problems = remainingProblems(job);
  return (
    <>
      {job.state === "failed" && (
        <p role="alert" className={forms.fault}>
          {job.message}
        </p>
      )}
      {job.result?.preview && <PreviewLists result={job.result} preview={job.result.preview} />}
      {problems.length > 0 && <ProblemList problems={problems} shown={3} />}
    </>
  );
}
