import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api, unwrap } from "./client";
import { DatabaseOutage, databaseOutage } from "./databaseOutage";
import { ApiError } from "./errors";

const UNREACHABLE = JSON.stringify({ detail: "Not now.", code: "database-unreachable" });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  databaseOutage.note(true);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answerWith(...statuses: number[]) {
  const fetching = vi.fn(async () => new Response("{}", { status: statuses.shift() ?? 200 }));
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

it("is noted from any answer that says so, and from no other failure", async () => {
  const answers = [
    new Response("<html>", { status: 503 }),
    new Response(UNREACHABLE, { status: 503, headers: { "Content-Type": "application/json" } }),
  ];
  vi.stubGlobal("fetch", async () => answers.shift());

  await expect(unwrap(api.GET("/api/session/"))).rejects.toThrow(ApiError);
  expect(databaseOutage.isAway()).toBe(false);
  await expect(unwrap(api.GET("/api/session/"))).rejects.toThrow("Not now.");
  expect(databaseOutage.isAway()).toBe(true);
});

it("asks until the server reaches its database again, and tells once that it does", async () => {
  const outage = new DatabaseOutage();
  const fetching = answerWith(503, 503, 200);
  const ended = vi.fn();
  outage.onEnd(ended);

  outage.note(false);
  outage.note(false);
  await vi.advanceTimersByTimeAsync(4_100);
  expect([outage.isAway(), ended.mock.calls.length]).toEqual([true, 0]);
  await vi.advanceTimersByTimeAsync(20_000);

  expect([outage.isAway(), ended.mock.calls.length]).toEqual([false, 1]);
  expect(fetching).toHaveBeenCalledTimes(3);
});

it("ends at once when the socket says so", async () => {
  const outage = new DatabaseOutage();
  const fetching = answerWith();
  outage.note(false);

  outage.note(true);
  await vi.advanceTimersByTimeAsync(20_000);

  expect(outage.isAway()).toBe(false);
  expect(fetching).not.toHaveBeenCalled();
});
