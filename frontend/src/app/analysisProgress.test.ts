import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Job } from "@/api/types";
import { A_MOMENT_MS, watchAnalyses } from "./analysisProgress";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const told = (id: string, state: Job["state"], kind: Job["kind"] = "analyze") =>
  ({ type: "job", job: { id, state, kind } as Job }) as const;

function watched() {
  let slow = false;
  const analyses = watchAnalyses((now) => {
    slow = now;
  });
  return { analyses, isSlow: () => slow };
}

it("says nothing of an analysis that takes a moment, however many follow each other", () => {
  const { analyses, isSlow } = watched();
  const seen: boolean[] = [];

  for (let n = 0; n < 20; n += 1) {
    analyses.hear(told(`j${n}`, "queued"));
    analyses.hear(told(`j${n + 1}`, "queued"));
    vi.advanceTimersByTime(A_MOMENT_MS / 2 - 1);
    analyses.hear(told(`j${n}`, "running"));
    seen.push(isSlow());
    analyses.hear(told(`j${n}`, "succeeded"));
  }

  expect(seen).not.toContain(true);
});

it("tells of one that takes longer, until it ends", () => {
  const { analyses, isSlow } = watched();
  analyses.hear(told("j1", "queued"));
  analyses.hear(told("j1", "running"));

  vi.advanceTimersByTime(A_MOMENT_MS);
  const while_ = isSlow();
  analyses.hear(told("j1", "failed"));

  expect(while_).toBe(true);
  expect(isSlow()).toBe(false);
});

it("leaves imports to their own page", () => {
  const { analyses, isSlow } = watched();

  analyses.hear(told("j1", "running", "import"));
  vi.advanceTimersByTime(A_MOMENT_MS * 2);

  expect(isSlow()).toBe(false);
});

it("forgets all of them when the socket closes", () => {
  const { analyses, isSlow } = watched();
  analyses.hear(told("j1", "running"));
  vi.advanceTimersByTime(A_MOMENT_MS);
  analyses.hear(told("j2", "queued"));

  analyses.clear();
  vi.advanceTimersByTime(A_MOMENT_MS * 2);

  expect(isSlow()).toBe(false);
});
