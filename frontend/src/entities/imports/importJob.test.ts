import { describe, expect, it } from "vitest";
import type { Job } from "@/api/types";
import {
  changesText,
  countedProblems,
  durationText,
  pollMs,
  proofLines,
  remainingProblems,
  stageText,
} from "./importJob";

const job = (state: Job["state"]) => ({ state }) as Job;

describe("polling", () => {
  it("stops at the end", () => {
    expect(pollMs(job("succeeded"), false)).toBe(false);
    expect(pollMs(job("failed"), true)).toBe(false);
  });

  it("is slower while the socket is open", () => {
    expect(pollMs(job("running"), true)).toBeGreaterThan(Number(pollMs(job("running"), false)));
    expect(pollMs(undefined, false)).toBe(1000);
  });
});

describe("words", () => {
  it("name only what changed", () => {
    expect(changesText({ added: 6069, changed: 0, gone: 1 })).toBe("6,069 added, 1 gone");
    expect(changesText({})).toBe("Nothing changed");
  });

  it("name the mitigations of which an import says something", () => {
    expect(proofLines({ verified: [3, 5], reopened: [], contradicted: [7] })).toEqual([
      { label: "Verified", numbers: [3, 5] },
      { label: "Implemented, but the files still show the fault", numbers: [7] },
    ]);
    expect(proofLines({})).toEqual([]);
  });

  it("give a duration once the job ended", () => {
    expect(durationText({ started_at: "2026-01-01T00:00:00Z", finished_at: null })).toBe("");
    expect(
      durationText({ started_at: "2026-01-01T00:00:00Z", finished_at: "2026-01-01T00:00:01.400Z" }),
    ).toBe("1.4 s");
  });

  it("say what happens before the first stage", () => {
    expect(stageText({ state: "queued", stage: "" })).toBe("Waiting for a free worker");
    expect(stageText({ state: "running", stage: "reading the files" })).toBe("Reading the files");
  });
});

describe("problems", () => {
  const tabs = { file: "a.yaml", line: 2, severity: "error" as const, message: "A tab indents." };
  const deep = { file: "b.yaml", line: 1, severity: "error" as const, message: "Too deep." };

  it("are not told twice", () => {
    const message = "a.yaml, line 2: A tab indents. Nothing was changed.";

    expect(remainingProblems({ message, problems: [tabs, deep] })).toEqual([deep]);
  });

  it("are counted by how bad they are", () => {
    const note = { ...deep, severity: "info" as const };

    expect(countedProblems([note, tabs, note])).toBe("1 error, 2 notes");
    expect(countedProblems([{ ...deep, severity: "warning" }])).toBe("1 warning");
    expect(countedProblems([])).toBe("");
  });

  it("are all told when the import succeeded", () => {
    expect(remainingProblems({ message: "", problems: [tabs, deep] })).toEqual([tabs, deep]);
  });
});
