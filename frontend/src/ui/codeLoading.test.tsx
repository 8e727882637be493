import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { importWithRetry } from "./codeLoading";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function online(is: boolean): void {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(is);
}

const GONE = new TypeError("Failed to fetch dynamically imported module");

it("waits for the network, and loads as soon as there is one", async () => {
  online(false);
  const load = vi.fn().mockRejectedValueOnce(GONE).mockResolvedValueOnce("form");

  const found = importWithRetry(load);
  await vi.advanceTimersByTimeAsync(10);
  online(true);
  window.dispatchEvent(new Event("online"));

  await expect(found).resolves.toBe("form");
  expect(load).toHaveBeenCalledTimes(2);
});

it("tries again while the server does not answer", async () => {
  online(true);
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
  const load = vi.fn().mockRejectedValueOnce(GONE).mockRejectedValueOnce(GONE);
  load.mockResolvedValueOnce("form");

  const found = importWithRetry(load);
  await vi.advanceTimersByTimeAsync(10_000);

  await expect(found).resolves.toBe("form");
});

it("fails where the server is there and has no such code any more", async () => {
  online(true);
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("ok")));

  await expect(importWithRetry(() => Promise.reject(GONE))).rejects.toBe(GONE);
});
