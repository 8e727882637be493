import { afterEach, expect, it, vi } from "vitest";
import type { ThreatDetail } from "@/api/types";
import { overrideSeverity, withdrawSeverity } from "./severityOverride";

const VARS = { number: 7, version: 0, severity: "low", reason: "Alone", before: null } as const;
const RESULT = { number: 7, version: 1 } as ThreatDetail;

afterEach(() => vi.unstubAllGlobals());

/** The requests that are sent while it runs: method, path with query, body. */
function requests(): unknown[] {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.method === "PUT" ? await request.json() : null;
    sent.push([request.method, `${pathname}${search}`, body]);
    return Response.json({});
  });
  return sent;
}

it("is taken back by withdrawing it, with the version that it made", async () => {
  const sent = requests();

  await overrideSeverity.undo?.(VARS, RESULT)?.run("m1");

  expect(sent).toEqual([["DELETE", "/api/models/m1/threats/7/severity/?version=1", null]]);
});

it("that replaced another is taken back to that one", async () => {
  const sent = requests();
  const before = { severity: "medium", reason: "Shared" } as const;

  await overrideSeverity.undo?.({ ...VARS, before }, RESULT)?.run("m1");

  const body = { version: 1, severity: "medium", reason: "Shared" };
  expect(sent).toEqual([["PUT", "/api/models/m1/threats/7/severity/", body]]);
});

it("that was withdrawn is set again", async () => {
  const sent = requests();
  const before = { severity: "low", reason: "Alone" } as const;

  await withdrawSeverity
    .undo?.({ number: 7, version: 1, before }, { ...RESULT, version: 2 })
    ?.run("m1");

  const body = { version: 2, severity: "low", reason: "Alone" };
  expect(sent).toEqual([["PUT", "/api/models/m1/threats/7/severity/", body]]);
});

it("shows at once in lists", () => {
  const row = { number: 7, severity: "high", title: "x" };

  expect(overrideSeverity.patch?.(row, VARS)).toEqual({ ...row, severity: "low" });
});
