/** Makes a model, sends its files, and opens it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";
import type { Candidate } from "../imports/files";
import { sendFiles } from "../imports/sendFiles";

interface NewModel {
  name: string;
  description: string;
  files: readonly Candidate[];
}

export function useCreateModel(team: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  // When only the upload fails, trying again must not make a second model.
  const made = useRef<string | null>(null);
  return useMutation({
    mutationFn: async ({ name, description, files }: NewModel) => {
      made.current ??= await createModel(team, name, description);
      const model = made.current;
      const job = files.length > 0 ? await sendFiles(model, files) : null;
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

async function createModel(team: string, name: string, description: string): Promise<string> {
  const pending = api.POST("/api/teams/{team}/models/", {
    params: { path: { team } },
    body: { name, description },
  });
  return (await unwrap(pending)).id;
}
