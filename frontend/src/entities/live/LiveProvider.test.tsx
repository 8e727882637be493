import { QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import type { LiveMessage } from "@/collab/connection";
import type { ElementProps } from "@/model/graph/ops";
import { applyMessage } from "./LiveProvider";

const job = (state: Job["state"]) => ({ id: "j1", state, model: "m1" }) as Job;

/** Return what was asked for because of the message, and the job that is cached after it. */
function after(message: LiveMessage, known?: Job) {
  const client = new QueryClient();
  client.setQueryData(["job", "j1"], known);
  const [read, readAfterAnalysis] = [vi.fn(), vi.fn()];
  applyMessage(client, { read, readAfterAnalysis, stop: () => undefined }, message);
  return {
    read: read.mock.calls.flat(),
    waits: readAfterAnalysis.mock.calls.length > 0,
    cached: client.getQueryData(["job", "j1"]),
  };
}

const ALL = { parts: "all", team: true };

it("a job on its way only updates the job", () => {
  expect(after({ type: "job", job: job("running") })).toEqual({
    read: [],
    waits: false,
    cached: job("running"),
  });
});

it("an ended job does not run again", () => {
  const late: LiveMessage = { type: "job", job: job("running") };
  expect(after(late, job("canceled")).cached).toEqual(job("canceled"));
  expect(after(late, job("queued")).cached).toEqual(job("running"));
});

it("a finished job makes the model and the team's list be read again", () => {
  expect(after({ type: "job", job: job("succeeded") }).read).toEqual([ALL]);
});

it.each(["analyze", "attack-paths", "pasta-stages"] as const)(
  "a finished %s job whose result is told by itself makes only what says that it runs be read again",
  (kind) => {
    const ended = (state: Job["state"]): LiveMessage => ({
      type: "job",
      job: { ...job(state), kind },
    });
    const parts = ["attack-paths", "pasta", "library-update", "events", "row"];
    expect(after(ended("succeeded")).read).toEqual([{ parts }]);
    expect(after(ended("failed")).read).toEqual([ALL]);
  },
);

const change = (props: ElementProps): LiveMessage => ({
  ...{ type: "changed", seq: 3, actor: null, batch: "b", origin: "person", added: {} },
  ops: [{ op: "set", on: "element", uid: "api", props }],
});

it("a change waits for its analysis, which makes the model and the team's list be read again", () => {
  expect(after(change({ name: "API" }))).toMatchObject({ read: [], waits: true });
  expect(after({ type: "analyzed", seq: 3 }).read).toEqual([ALL]);
});

it("threats that people edit make the model and the team's list be read again", () => {
  expect(after({ type: "threats" }).read).toEqual([ALL]);
});

it("attack paths and PASTA make what shows them be read again", () => {
  const parts = ["attack-paths", "pasta", "reviews", "assessments", "posture", "risk", "events"];
  expect(after({ type: "attack-paths", seq: 3 }).read).toEqual([{ parts }]);
  expect(after({ type: "pasta" }).read).toEqual([{ parts: ["pasta", "attack-paths", "events"] }]);
});

it("what only moved makes nothing be read again", () => {
  expect(after(change({ x: 10, y: 20 }))).toMatchObject({ read: [], waits: false });
});
