/** Makes a model in one of the ways it can begin, and opens it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";
import type { Candidate } from "../imports/files";
import { sendFiles } from "../imports/sendFiles";

export interface NewModel {
  name: string;
  description: string;
  /** Id of a template; empty for none. */
  template?: string;
  files?: readonly Candidate[];
  copyOf?: string;
  withDecisions?: boolean;
}

export function useCreateModel(team: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  // When only the upload fails, trying again must not make a second model.
  const made = useRef<string | null>(null);
  return useMutation({
    mutationFn: async (wanted: NewModel) => {
      made.current ??= await makeModel(team, wanted);
      const model = made.current;
      const job = wanted.files?.length ? await sendFiles(model, wanted.files) : null;
      return { model, job };
    },
    onSuccess: async ({ model, job }) => {
      void client.invalidateQueries({ queryKey: keys.team(team) });
      if (!job) return navigate({ to: "/m/$model/architecture", params: { model } });
      client.setQueryData(keys.job(job.id), job);
      await navigate({ to: "/m/$model/imports", params: { model }, search: { job: job.id } });
    },
  });
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
