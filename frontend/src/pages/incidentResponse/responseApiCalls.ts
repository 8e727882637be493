/** What is sent to the server during a response. */
import { api, unwrap } from "@/api/client";
import type { ResponseRun, ResponseStep, ResponseStepChange } from "@/api/types";

type StartBody = { playbook: string; element: string; title: string; exercise: boolean };
type Place = { run: Pick<ResponseRun, "id">; place: number };

export const startRun = (model: string, body: StartBody) =>
  unwrap(api.POST("/api/models/{model}/response/runs/", { params: { path: { model } }, body }));

export const changeStep = (
  model: string,
  vars: {
    run: Pick<ResponseRun, "id">;
    step: ResponseStep;
    change: Omit<ResponseStepChange, "version">;
  },
) =>
  unwrap(
    api.PATCH("/api/models/{model}/response/runs/{run}/steps/{place}/", {
      params: { path: { model, run: vars.run.id, place: vars.step.place } },
      body: { version: vars.step.version, ...vars.change },
    }),
  );

export const addNote = (model: string, { run, place, text }: Place & { text: string }) =>
  unwrap(
    api.POST("/api/models/{model}/response/runs/{run}/steps/{place}/notes/", {
      params: { path: { model, run: run.id, place } },
      body: { text },
    }),
  );

export const closeRun = (
  model: string,
  { run, outcome }: { run: Pick<ResponseRun, "id">; outcome: string },
) =>
  unwrap(
    api.POST("/api/models/{model}/response/runs/{run}/close/", {
      params: { path: { model, run: run.id } },
      body: { outcome },
    }),
  );
