import { QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import type { Job } from "../api/types";
import { applyMessage } from "./LiveProvider";

const job = (state: Job["state"]) => ({ id: "j1", state, model: "m1" }) as Job;

it("a job on its way only updates the job", () => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries");

  applyMessage(client, "m1", { type: "job", job: job("running") });

  expect(client.getQueryData(["job", "j1"])).toEqual(job("running"));
  expect(invalidate).not.toHaveBeenCalled();
});

it("a finished job makes the model and the team's list be read again", () => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries");

  applyMessage(client, "m1", { type: "job", job: job("succeeded") });

  expect(invalidate.mock.calls.map(([filter]) => filter?.queryKey)).toEqual([
    ["team"],
    ["model", "m1"],
  ]);
});

it("a change makes the model be read again", () => {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries");

  applyMessage(client, "m1", { type: "changed", seq: 3 });

  expect(invalidate).toHaveBeenCalledWith({ queryKey: ["model", "m1"] });
});
