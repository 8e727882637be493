import { type InvalidateQueryFilters, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeInvalidator } from "./invalidation";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What was read of a server that answers at once, unless `answer` says when. */
function watched(
  answer: (filter?: InvalidateQueryFilters) => Promise<void> = () => Promise.resolve(),
) {
  const client = new QueryClient();
  const invalidate = vi.spyOn(client, "invalidateQueries").mockImplementation(answer);
  const keys = () => invalidate.mock.calls.map(([filter]) => filter?.queryKey);
  return { invalidator: makeInvalidator(client, "m1"), keys };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const MODEL = ["model", "m1"];
const partKey = (part: string) => [...MODEL, part];
/** All of the model, its marks of the canvas first. */
const ALL = [["model", "m1", "canvas-threats"], MODEL];

it("reads at once, what people who draw look at before the rest and only once", async () => {
  const client = new QueryClient();
  const read: string[] = [];
  for (const key of [["team", "t1"], ...["row", "canvas-threats", "risk"].map(partKey)]) {
    const query = { queryKey: key, queryFn: () => read.push(key.at(-1) ?? "") };
    new QueryObserver(client, query).subscribe(() => undefined);
  }
  await wait(0);
  read.length = 0;

  makeInvalidator(client, "m1").read({ parts: "all", team: true });
  expect(read).toEqual(["canvas-threats"]);
  await wait(0);
  expect(read).toEqual(["canvas-threats", "t1", "row", "risk"]);
});

it("reads twice for a burst: at its beginning and after its end", async () => {
  const { invalidator, keys } = watched();

  for (let n = 0; n < 20; n += 1) invalidator.read({ parts: "all" });
  await wait(10_000);

  expect(keys()).toEqual([...ALL, ...ALL]);
});

it("reads the lists of the team when one of the burst says so", async () => {
  const { invalidator, keys } = watched();

  invalidator.read({ parts: "all" });
  invalidator.read({ parts: "all", team: true });
  invalidator.read({ parts: "all" });
  await wait(10_000);

  const [marks, rest] = ALL;
  expect(keys()).toEqual([marks, rest, marks, ["team"], rest]);
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
  expect(keys().slice(3)).toEqual(ALL);
});

it("reads the marks of the canvas while a slow server still answers for the rest", async () => {
  const slow = new Promise<void>(() => undefined);
  const { invalidator, keys } = watched((filter) =>
    filter?.queryKey?.[2] === "canvas-threats" ? Promise.resolve() : slow,
  );
  const [marks, rest] = ALL;

  invalidator.read({ parts: "all" });
  await wait(400);
  invalidator.read({ parts: "all" });
  await wait(0);

  expect(keys()).toEqual([marks, rest, marks]);
});

it("begins no reading before a slow server has answered the one before", async () => {
  let answered = (): void => undefined;
  const { invalidator, keys } = watched(
    () =>
      new Promise((resolve) => {
        answered = resolve;
      }),
  );

  invalidator.read({ parts: ["risk"] });
  invalidator.read({ parts: ["pasta"] });
  await wait(2_000);
  expect(keys()).toEqual([["model", "m1", "risk"]]);

  answered();
  await wait(0);
  expect(keys()).toHaveLength(2);
});

it("does not wait for what fails and is tried again for long", async () => {
  const { invalidator, keys } = watched(() => new Promise(() => undefined));

  invalidator.read({ parts: "all" });
  invalidator.read({ parts: ["risk"] });
  await wait(400);
  expect(keys()).toEqual(ALL);
  await wait(4_000);

  expect(keys()).toEqual([...ALL, ["model", "m1", "risk"]]);
});

it("reads a change once: with its analysis, or after a second without one", async () => {
  const { invalidator, keys } = watched();

  invalidator.readAfterAnalysis();
  await wait(200);
  invalidator.read({ parts: "all", team: true });
  await wait(10_000);
  const [marks, rest] = ALL;
  expect(keys()).toEqual([marks, ["team"], rest]);

  invalidator.readAfterAnalysis();
  await wait(900);
  invalidator.readAfterAnalysis();
  expect(keys()).toHaveLength(3);
  await wait(200);
  expect(keys().slice(3)).toEqual(ALL);
});

it("a part that is read does not stand for a change that waits", async () => {
  const { invalidator, keys } = watched();

  invalidator.readAfterAnalysis();
  invalidator.read({ parts: ["pasta"] });
  await wait(10_000);

  expect(keys()).toEqual([["model", "m1", "pasta"], ...ALL]);
});

it("reads no more of the model once it is stopped, but marks what waits as outdated", async () => {
  const client = new QueryClient();
  const queryFn = vi.fn(() => 1);
  const query = { queryKey: partKey("risk"), queryFn, staleTime: Number.POSITIVE_INFINITY };
  new QueryObserver(client, query).subscribe(() => undefined);
  await wait(0);
  const invalidator = makeInvalidator(client, "m1");
  invalidator.readAfterAnalysis();

  invalidator.stop();
  await wait(10_000);

  expect(queryFn).toHaveBeenCalledTimes(1);
  expect(client.getQueryState(partKey("risk"))?.isInvalidated).toBe(true);
});

it("reads the lists of the team that wait when it is stopped", async () => {
  const { invalidator, keys } = watched();
  invalidator.read({ parts: ["pasta"] });
  invalidator.read({ parts: ["risk"], team: true });

  invalidator.stop();
  await wait(10_000);

  expect(keys()).toEqual([partKey("pasta"), ["team"], partKey("risk")]);
});
