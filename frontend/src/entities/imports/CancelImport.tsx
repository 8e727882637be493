/** Cancels an import or a preview while nothing is stored; of a model that is gone with it, the page is left. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Job } from "@/api/types";
import { useCancelJob } from "@/entities/jobs/useCancelJob";
import { toast } from "@/ui/toast";

export function CancelImport({ job }: { job: Job }) {
  const navigate = useNavigate();
  const cancel = useCancelJob();
  const { id, model } = job;
  if (!job.cancelable || !model) return null;
  const what = job.kind === "import" ? "import" : "preview";
  const leave = (canceled: Job) => {
    if (canceled.model) return;
    toast.success("The import was canceled, and its new model deleted.");
    void navigate({ to: "/" });
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`Cancel the ${what}`}
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ id, model }, { onSuccess: leave })}
    >
      Cancel
    </Button>
  );
}
