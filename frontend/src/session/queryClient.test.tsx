import { describe, expect, it } from "vitest";
import { ApiError, toApiError } from "@/api/errors";
import { rateLimitMessage, retryDelayMs, shouldRetry } from "./queryClient";

const tooMany = (seconds: string) =>
  toApiError(429, { detail: "Too many requests." }, new Headers({ "Retry-After": seconds }));

describe("what failed", () => {
  it("is asked for again when the server said, and not before", () => {
    const error = tooMany("17");

    expect(error.retryAfterMs).toBe(17_000);
    expect(shouldRetry(0, error)).toBe(true);
    expect(retryDelayMs(0, error)).toBe(17_000);
  });

  it("is not asked for again when that would be much later, or was tried twice", () => {
    expect(shouldRetry(0, tooMany("3600"))).toBe(false);
    expect(shouldRetry(2, tooMany("1"))).toBe(false);
  });

  it("is asked for again after ever longer when the server said nothing", () => {
    const away = new ApiError(503, "Away");

    expect(shouldRetry(0, away)).toBe(true);
    expect([0, 1, 2].map((failures) => retryDelayMs(failures, away))).toEqual([1000, 2000, 4000]);
  });

  it("is not asked for again when the answer would be the same", () => {
    expect(shouldRetry(0, new ApiError(404, "Not found."))).toBe(false);
    expect(shouldRetry(0, new Error("a bug"))).toBe(false);
  });

  it("is told in plain words", () => {
    expect(rateLimitMessage(17_000)).toBe("Too many requests. This page asks again in 17 seconds.");
    expect(rateLimitMessage(900)).toBe("Too many requests. This page asks again in 1 second.");
  });
});
