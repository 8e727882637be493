/** Makes a model in one of the ways it can begin, and opens it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { Job } from "@/api/types";
import type { Candidate } from "@/entities/imports/importFiles";
import type { TableMapping } from "@/entities/imports/tables/tableMapping";
import { uploadFiles } from "@/entities/imports/uploadFiles";
import { waitForImport } from "@/entities/imports/waitForImport";
import { storeJob } from "@/entities/jobs/storeJob";
import { useCancelJob } from "@/entities/jobs/useCancelJob";

export interface NewModel {
  name: string;
  description: string;
  /** Id of a template; empty for none. */
  template?: string;
  files?: readonly Candidate[];
  /** What the columns of their tables hold. */
  mappings?: readonly TableMapping[];
  copyOf?: string;
  withDecisions?: boolean;
}

export function useCreateModel(team: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reading, setReading] = useState<Job | null>(null);
  const left = useRef<AbortController | null>(null);
  useEffect(() => () => left.current?.abort(), []);
  const create = useMutation({
    mutationFn: async (wanted: NewModel) => {
      if (!wanted.files?.length) return { model: await makeModel(team, wanted), job: null };
      left.current = new AbortController();
      const sent = await uploadFiles(team, wanted, wanted.files, wanted.mappings);
      const job = await waitForImport(sent, setReading, left.current.signal);
      return { model: sent.model ?? "", job };
    },
    onSettled: () => setReading(null),
    onSuccess: async ({ model, job }) => {
      void client.invalidateQueries({ queryKey: keys.team(team) });
      if (!job) return navigate({ to: "/m/$model/architecture", params: { model } });
      storeJob(client, job);
      await navigate({ to: "/m/$model/imports", params: { model }, search: { job: job.id } });
    },
  });
  const stop = useCancelJob();
  const cancel = () => {
    if (reading?.model) stop.mutate({ id: reading.id, model: reading.model });
  };
  return { create, reading, cancel, canceling: stop.isPending };
}

async function makeModel(team: string, wanted: NewModel): Promise<string> {
  const { name, description, template = "", copyOf, withDecisions = false } = wanted;
  const pending = copyOf
    ? api.POST("/api/models/{model}/duplicate/", {
        params: { path: { model: copyOf } },
        body: { name, description, with_decisions: withDecisions },
      })
    : api.POST("/api/teams/{team}/models/", {
        params: { path: { team } },
        body: { name, description, template },
      });
  return (await unwrap(pending)).id;
}
