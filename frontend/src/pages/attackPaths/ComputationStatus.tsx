/** When the paths were computed, whether the model has changed since, and the button that computes them again. */
import { Button, Loader } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AttackSummary } from "@/api/types";
import { useJob } from "@/entities/imports/useJob";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import { toast } from "@/ui/toast";
import classes from "./attackPathsPage.module.css";

export function ComputationStatus({ summary }: { summary: AttackSummary }) {
  const { canEdit, row } = useModel();
  const { compute, computing: requested, failed } = useComputation();
  const { run } = summary;
  const computing = requested || summary.computing;
  const outdated = run !== null && summary.model_seq > run.seq;
  return (
    <span className={classes.run} role="status">
      {computing ? (
        <>
          <Loader size={12} aria-hidden="true" /> Computing…
        </>
      ) : (
        <span>
          {failed && "The computation failed. "}
          {run && (
            <>
              Computed <RelativeTime at={run.created_at} />
            </>
          )}
          {outdated && ", before the latest changes"}
        </span>
      )}
      {canEdit &&
        row?.element_count !== 0 &&
        !computing &&
        (run === null || outdated || failed) && (
          <Button size="compact-md" variant="default" onClick={compute}>
            Compute now
          </Button>
        )}
    </span>
  );
}

function useComputation(): { compute: () => void; computing: boolean; failed: boolean } {
  const { id } = useModel();
  const started = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/models/{model}/attack-paths/", { params: { path: { model: id } } })),
    onError: (error) => toast.error(error),
  });
  const { job } = useJob(started.data?.job.id ?? null);
  const state = job?.state;
  const waiting = state === "queued" || state === "running" || (started.isSuccess && !job);
  return {
    compute: () => started.mutate(),
    computing: started.isPending || waiting,
    failed: state === "failed",
  };
}
