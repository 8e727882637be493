import { afterEach, expect, it, vi } from "vitest";
import { appliedText, applyDecision } from "./applyDecision";

afterEach(() => vi.unstubAllGlobals());

const APPLIED = [
  { model: "m2", name: "Shop", changed: 3, left_count: 0, group: "g2" },
  { model: "m3", name: "Farm", changed: 0, left_count: 1, group: null },
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
    return Response.json({ left_count: 2 });
  });

  const undo = applyDecision.undo?.({ number: 7, by: "rule", models: ["m2", "m3"] }, APPLIED);
  const undone = await undo?.run("m1");

  expect(sent).toEqual(["POST /api/models/m2/threats/changes/g2/undo/"]);
  expect(undo?.label?.(undone)).toBe("Undone; 2 changed meanwhile and left");
});

it("offers no undo where nothing changed", () => {
  expect(applyDecision.undo?.({ number: 7, by: "rule", models: [] }, APPLIED.slice(1))).toBeNull();
});

it("goes on with the other models where one cannot be taken back, and says why", async () => {
  const all = ["Shop", "Farm", "Bank"].map((name, place) => ({
    ...{ model: `m${place}`, name, changed: 1, left_count: 0, group: `g${place}` },
  }));
  vi.stubGlobal("fetch", async ({ url }: Request) =>
    url.includes("/m1/")
      ? Response.json({ detail: "Your role does not allow this." }, { status: 403 })
      : Response.json({ left_count: 0 }),
  );

  const undo = applyDecision.undo?.({ number: 7, by: "rule", models: [] }, all);
  const undone = await undo?.run("m9");

  expect(undo?.label?.(undone)).toBe(
    "Undone in 2 models. Not in Farm: Your role does not allow this.",
  );
});

it("fails where no model can be taken back", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ detail: "Gone." }, { status: 400 }));

  const undo = applyDecision.undo?.({ number: 7, by: "rule", models: [] }, APPLIED);

  await expect(undo?.run("m9")).rejects.toThrow("Not undone. Shop: Gone.");
});
