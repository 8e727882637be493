/** Cancels a job for a person: the page shows it at once, and says where it was too late. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import { toast } from "@/ui/toast";
import { cancelJob } from "./cancelJob";
import { storeJob } from "./storeJob";

interface Cancelable {
  id: string;
  model: string;
}

export function useCancelJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, model }: Cancelable) => cancelJob(model, id),
    onSuccess: (job) => storeJob(client, job),
    onError: toast.error,
    onSettled: (job, _, { model }) => {
      // A model that was created for the job is gone with it.
      if (!job || job.model) return client.invalidateQueries({ queryKey: keys.model(model) });
    },
  });
}
