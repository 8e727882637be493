import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { keys } from "@/api/queries";
import type { Job } from "@/api/types";
import { storeJob } from "./storeJob";

const job = (state: Job["state"]) => ({ id: "j1", state }) as Job;

function stored(...states: Job["state"][]): Job["state"] | undefined {
  const client = new QueryClient();
  for (const state of states) storeJob(client, job(state));
  return client.getQueryData<Job>(keys.job("j1"))?.state;
}

it("keeps the latest", () => {
  expect(stored("queued", "running")).toBe("running");
  expect(stored("running", "succeeded")).toBe("succeeded");
});

it("keeps the end, though the answer to its start comes after it", () => {
  expect(stored("succeeded", "queued")).toBe("succeeded");
  expect(stored("canceled", "running")).toBe("canceled");
});
