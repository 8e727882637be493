/** Where the new library waits for its preview, or that could not be computed or was not wanted. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBook2 } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import type { LibraryUpdate } from "@/api/types";
import { CancelImport } from "@/entities/imports/CancelImport";
import { JobProgress } from "@/entities/imports/ImportCard";
import { useJob } from "@/entities/imports/useJob";
import { repeatJob } from "@/entities/jobs/cancelJob";
import { isEnded } from "@/entities/jobs/jobState";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { toast } from "@/ui/toast";

interface NoPreviewProps {
  update: LibraryUpdate;
  canEdit: boolean;
}

export function NoPreview({ update, canEdit }: NoPreviewProps) {
  const now = `The model is analyzed by ${update.earlier_version || "an earlier release"} until then.`;
  const { job } = useJob(update.state === "pending" ? update.job : null);
  if (update.state === "pending") {
    return (
      <>
        <EmptyState icon={<IconBook2 size={20} />} title="The preview is not computed yet">
          What the rule library {update.version} would change is listed here once it is computed.
          After an upgrade, models are previewed a few at a time. {now}
        </EmptyState>
        {job && !isEnded(job) && (
          <JobProgress
            job={job}
            label="Progress of the preview"
            action={canEdit && <CancelImport job={job} />}
          />
        )}
      </>
    );
  }
  const failed = update.state === "failed";
  return (
    <EmptyState
      icon={failed ? <IconAlertTriangle size={20} /> : <IconBook2 size={20} />}
      title={failed ? "The preview could not be computed" : "The preview was canceled"}
      tone={failed ? "bad" : "neutral"}
      action={canEdit && update.job && <TryAgain job={update.job} />}
    >
      {failed && update.message} The next edit or import is analyzed by the rule library{" "}
      {update.version}. {now}
    </EmptyState>
  );
}

function TryAgain({ job }: { job: string }) {
  const { id } = useModel();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => repeatJob(id, job),
    onError: toast.error,
    onSettled: () => client.invalidateQueries({ queryKey: keys.model(id) }),
  });
  return (
    <Button loading={again.isPending} onClick={() => again.mutate()}>
      Try again
    </Button>
  );
}
