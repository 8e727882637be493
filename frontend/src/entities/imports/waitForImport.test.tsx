import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import { waitForImport } from "./waitForImport";

const job = (state: Job["state"], stage = "", message = "") =>
  ({ id: "j1", state, stage, message }) as Job;
const never = new AbortController().signal;

function answers(...jobs: Job[]) {
  vi.stubGlobal("fetch", async () => Response.json(jobs.shift()));
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("waits until the files were read, and tells how far it is", async () => {
  answers(job("running", "reading"), job("running", "merging"));
  const told = vi.fn();

  const read = waitForImport(job("queued"), told, never);
  await vi.runAllTimersAsync();

  expect((await read).stage).toBe("merging");
  expect(told.mock.calls.map(([{ state }]) => state)).toEqual(["queued", "running"]);
});

it("fails with the message of the import when nothing can be used", async () => {
  answers(job("failed", "reading", "Nothing in these files could be used."));

  const read = waitForImport(job("queued"), vi.fn(), never);
  const failed = expect(read).rejects.toThrow("Nothing in these files could be used.");
  await vi.runAllTimersAsync();

  await failed;
});

it("says that the import was canceled", async () => {
  answers(job("canceled", "reading", "Nothing was changed."));

  const read = waitForImport(job("queued"), vi.fn(), never);
  const failed = expect(read).rejects.toThrow("The import was canceled.");
  await vi.runAllTimersAsync();

  await failed;
});

it("asks no more once the dialog is closed", async () => {
  const left = new AbortController();
  answers(job("running", "reading"));

  const read = waitForImport(job("queued"), vi.fn(), left.signal);
  const stopped = expect(read).rejects.toThrow();
  left.abort();
  await vi.runAllTimersAsync();

  await stopped;
});
