import { afterEach, expect, it, vi } from "vitest";
import { appliedText, applyDecision } from "./applyDecision";

afterEach(() => vi.unstubAllGlobals());

const APPLIED = [
  { model: "m2", changed: 3, left_count: 0, group: "g2" },
  { model: "m3", changed: 0, left_count: 1, group: null },
];

it("says how many were decided and how many were left", () => {
  expect(appliedText(APPLIED)).toBe(
    "Decided about 3 threats in 2 models; 1 changed meanwhile and left",
  );
  expect(appliedText(APPLIED.slice(0, 1))).toBe("Decided about 3 threats in 1 model");
  expect(appliedText([])).toBe("Nothing left to decide");
});

it("takes back what changed in each model", async () => {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    return Response.json({});
  });

  await applyDecision.undo?.({ number: 7, by: "rule", models: ["m2", "m3"] }, APPLIED)?.run("m1");

  expect(sent).toEqual(["POST /api/models/m2/threats/changes/g2/undo/"]);
});
