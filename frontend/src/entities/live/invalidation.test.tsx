import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeInvalidator } from "./invalidation";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What was read of a server that answers at once, unless `answer` says when. */
function watched(answer: () => Promise<void> = () => Promise.resolve()) {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries").mockImplementation(answer);
  const keys = () => invalidate.mock.calls.map(([filter]) => filter?.queryKey);
  return { invalidator: makeInvalidator(client, "m1"), keys };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const MODEL = ["model", "m1"];

it("reads at once", () => {
  const { invalidator, keys } = watched();

  invalidator.read({ parts: "all" });

  expect(keys()).toEqual([MODEL]);
});

it("reads twice for a burst: at its beginning and after its end", async () => {
  const { invalidator, keys } = watched();

  for (let n = 0; n < 20; n += 1) invalidator.read({ parts: "all" });
  await wait(10_000);

  expect(keys()).toEqual([MODEL, MODEL]);
});

it("reads the lists of the team when one of the burst says so", async () => {
  const { invalidator, keys } = watched();

  invalidator.read({ parts: "all" });
  invalidator.read({ parts: "all", team: true });
  invalidator.read({ parts: "all" });
  await wait(10_000);

  expect(keys()).toEqual([MODEL, ["team"], MODEL]);
});

it("reads the parts that a burst names, each once, or all", async () => {
  const { invalidator, keys } = watched();

  invalidator.read({ parts: ["pasta"] });
  invalidator.read({ parts: ["pasta", "risk"] });
  invalidator.read({ parts: ["risk"] });
  await wait(400);
  expect(keys()).toEqual([
    ["model", "m1", "pasta"],
    ["model", "m1", "pasta"],
    ["model", "m1", "risk"],
  ]);

  invalidator.read({ parts: ["risk"] });
  invalidator.read({ parts: "all" });
  await wait(400);
  expect(keys().slice(3)).toEqual([MODEL]);
});

it("begins no reading before a slow server has answered the one before", async () => {
  let answered = (): void => undefined;
  const { invalidator, keys } = watched(
    () =>
      new Promise((resolve) => {
        answered = resolve;
      }),
  );

  invalidator.read({ parts: "all" });
  invalidator.read({ parts: "all" });
  await wait(2_000);
  expect(keys()).toHaveLength(1);

  answered();
  await wait(0);
  expect(keys()).toHaveLength(2);
});

it("does not wait for what fails and is tried again for long", async () => {
  const { invalidator, keys } = watched(() => new Promise(() => undefined));

  invalidator.read({ parts: "all" });
  invalidator.read({ parts: "all" });
  await wait(4_000);

  expect(keys()).toHaveLength(2);
});

it("reads a change once: with its analysis, or after a second without one", async () => {
  const { invalidator, keys } = watched();

  invalidator.readAfterAnalysis();
  await wait(200);
  invalidator.read({ parts: "all", team: true });
  await wait(10_000);
  expect(keys()).toEqual([["team"], MODEL]);

  invalidator.readAfterAnalysis();
  await wait(900);
  invalidator.readAfterAnalysis();
  expect(keys()).toHaveLength(2);
  await wait(200);
  expect(keys().slice(2)).toEqual([MODEL]);
});

it("a part that is read does not stand for a change that waits", async () => {
  const { invalidator, keys } = watched();

  invalidator.readAfterAnalysis();
  invalidator.read({ parts: ["pasta"] });
  await wait(10_000);

  expect(keys()).toEqual([["model", "m1", "pasta"], MODEL]);
});

it("reads no more once it is stopped", async () => {
  const { invalidator, keys } = watched();
  invalidator.read({ parts: "all" });
  invalidator.read({ parts: "all" });
  invalidator.readAfterAnalysis();

  invalidator.stop();
  await wait(10_000);

  expect(keys()).toHaveLength(1);
});
