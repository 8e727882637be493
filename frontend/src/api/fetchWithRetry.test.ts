import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fetchWithRetry } from "./fetchWithRetry";

const BUSY = { status: 429, headers: { "Retry-After": "3" } };
const request = (init?: RequestInit) => new Request("http://localhost/api/", init);
const answers = (...some: ResponseInit[]) => {
  const fetch = vi.fn();
  for (const one of some) fetch.mockResolvedValueOnce(new Response("{}", one));
  vi.stubGlobal("fetch", fetch);
  return fetch;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks again after the time that the server names", async () => {
  const fetch = answers(BUSY, BUSY, { status: 200 });

  const pending = fetchWithRetry(request());
  await vi.advanceTimersByTimeAsync(2_900);
  expect(fetch).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_200);

  expect((await pending).status).toBe(200);
  expect(fetch).toHaveBeenCalledTimes(3);
});

it("gives up after two minutes", async () => {
  answers(...Array.from({ length: 60 }, () => BUSY));

  const pending = fetchWithRetry(request());
  await vi.advanceTimersByTimeAsync(125_000);

  expect((await pending).status).toBe(429);
});

it.each([
  ["a write", { method: "POST" }, BUSY],
  ["a refusal for longer", {}, { status: 429, headers: { "Retry-After": "3600" } }],
  ["a refusal without a time", {}, { status: 429 }],
  ["another fault", {}, { status: 503, headers: { "Retry-After": "3" } }],
])("does not repeat %s", async (_what, init, answer) => {
  const fetch = answers(answer);

  expect((await fetchWithRetry(request(init))).status).toBe(answer.status);
  expect(fetch).toHaveBeenCalledTimes(1);
});

it("stops waiting when the page asks for it no more", async () => {
  const fetch = answers(BUSY);
  fetch.mockRejectedValueOnce(new DOMException("", "AbortError"));
  const page = new AbortController();

  const pending = fetchWithRetry(request({ signal: page.signal }));
  await vi.advanceTimersByTimeAsync(10);
  page.abort();

  await expect(pending).rejects.toThrow(DOMException);
});
