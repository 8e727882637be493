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
  const ask = vi.fn();
  applyMessage(client, { ask, stop: () => undefined }, message);
  return { asked: ask.mock.calls, cached: client.getQueryData(["job", "j1"]) };
}

it("a job on its way only updates the job", () => {
  expect(after({ type: "job", job: job("running") })).toEqual({
    asked: [],
    cached: job("running"),
  });
});

it("an ended job does not run again", () => {
  const late: LiveMessage = { type: "job", job: job("running") };
  expect(after(late, job("canceled")).cached).toEqual(job("canceled"));
  expect(after(late, job("queued")).cached).toEqual(job("running"));
});

it("a finished job makes the model and the team's list be read again", () => {
  expect(after({ type: "job", job: job("succeeded") }).asked).toEqual([[{ team: true }]]);
});

const change = (props: ElementProps): LiveMessage => ({
  ...{ type: "changed", seq: 3, actor: null, batch: "b", origin: "person", added: {} },
  ops: [{ op: "set", on: "element", uid: "api", props }],
});

it("a change makes the model be read again, its analysis the team's list too", () => {
  expect(after(change({ name: "API" })).asked).toEqual([[{ team: false }]]);
  expect(after({ type: "analyzed", seq: 3 }).asked).toEqual([[{ team: true }]]);
  expect(after({ type: "attack-paths", seq: 3 }).asked).toEqual([[{ team: false }]]);
});

it("threats that people edit make the model and the team's list be read again", () => {
  expect(after({ type: "threats" }).asked).toEqual([[{ team: true }]]);
  expect(after({ type: "pasta" }).asked).toEqual([[{ team: false }]]);
});

it("what only moved makes nothing be read again", () => {
  expect(after(change({ x: 10, y: 20 })).asked).toEqual([]);
});
