import { afterEach, expect, it, vi } from "vitest";
import type { PlannedControl } from "@/api/types";
import { planControl, plannedText } from "./planControl";

const NEW: PlannedControl = { model: "m1", number: 7, version: 0, is_new: true, attached: [3, 4] };
const OLD: PlannedControl = { model: "m2", number: 2, version: 5, is_new: false, attached: [9] };
const VARS = { team: "t1", control: "drop", title: "Drop", models: ["m1", "m2"] };

afterEach(() => vi.unstubAllGlobals());

it("says what was planned where", () => {
  expect(plannedText([NEW])).toBe("M7 planned for 2 threats");
  expect(plannedText([OLD])).toBe("M2 treats 1 threat more");
  expect(plannedText([NEW, OLD])).toBe("Planned in 2 models for 3 threats");
  expect(plannedText([])).toBe("Nothing left to treat");
});

it("deletes what is new when it is taken back, and detaches what was attached", async () => {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = await request.text();
    sent.push(`${request.method} ${new URL(request.url).pathname} ${body}`.trim());
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    const version = request.url.includes("m1") ? 0 : 5;
    return Response.json({ version, threats: [{ number: 1 }, { number: 9 }] });
  });

  await planControl.undo?.(VARS, [NEW, OLD])?.run("m1");

  expect(sent).toEqual([
    "GET /api/models/m1/mitigations/7/",
    "DELETE /api/models/m1/mitigations/7/",
    "GET /api/models/m2/mitigations/2/",
    'PATCH /api/models/m2/mitigations/2/ {"threats":[1],"version":5}',
  ]);
});
