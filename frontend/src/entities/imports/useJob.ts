/** Follows one job: over the socket when it is open, by asking when it is not. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { jobQuery, keys } from "@/api/queries";
import type { Job } from "@/api/types";
import { isEnded } from "@/entities/jobs/jobState";
import { useLive } from "@/entities/live/LiveProvider";
import { pollMs } from "./importJob";

export function useJob(id: string | null): { job: Job | undefined; error: Error | null } {
  const client = useQueryClient();
  const open = useLive()?.state === "open";
  const { data: job, error } = useQuery({
    ...jobQuery(id ?? ""),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: (query) => pollMs(query.state.data, open),
  });
  const model = job?.model;
  const ended = job !== undefined && isEnded(job);
  // Without the socket nobody else says that the model has changed.
  useEffect(() => {
    if (!ended || open || !model) return;
    void client.invalidateQueries({ queryKey: keys.model(model) });
    void client.invalidateQueries({ queryKey: ["team"] });
  }, [client, ended, open, model]);
  return { job, error };
}
