import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeInvalidator } from "./invalidation";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries");
  const read = () => invalidate.mock.calls.map(([filter]) => filter?.queryKey);
  return { refresher: makeInvalidator(client, "m1"), read };
}

it("reads at once", () => {
  const { refresher, read } = watched();

  refresher.ask();

  expect(read()).toEqual([["model", "m1"]]);
});

it("reads twice for a burst: at its beginning and after its end", () => {
  const { refresher, read } = watched();

  for (let n = 0; n < 20; n += 1) refresher.ask();
  vi.advanceTimersByTime(10_000);

  expect(read()).toEqual([
    ["model", "m1"],
    ["model", "m1"],
  ]);
});

it("reads the lists of the team when one of the burst asked for it", () => {
  const { refresher, read } = watched();

  refresher.ask();
  refresher.ask({ team: true });
  refresher.ask();
  vi.advanceTimersByTime(10_000);

  expect(read()).toEqual([["model", "m1"], ["team"], ["model", "m1"]]);
});

it("reads no more once it is stopped", () => {
  const { refresher, read } = watched();
  refresher.ask();
  refresher.ask();

  refresher.stop();
  vi.advanceTimersByTime(10_000);

  expect(read()).toHaveLength(1);
});
