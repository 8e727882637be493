import { afterEach, describe, expect, it, vi } from "vitest";
import { setThreatStatus } from "./setThreatStatus";

const VARS = {
  number: 7,
  status: "not-applicable",
  reason: "Never exposed",
  before: { status: "mitigated", reason: "" },
} as const;

afterEach(() => vi.unstubAllGlobals());

describe("setThreatStatus", () => {
  it("sends the decision with its reason", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      bodies.push(await request.json());
      return Response.json({});
    });

    await setThreatStatus.run("m1", VARS);

    expect(bodies).toEqual([{ status: "not-applicable", reason: "Never exposed" }]);
  });

  it("is taken back to open where the status before was computed", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      bodies.push(await request.json());
      return Response.json({});
    });

    await setThreatStatus.undo?.(VARS, {} as never)?.run("m1");

    expect(bodies).toEqual([{ status: "open", reason: "" }]);
  });

  it("shows at once in lists and on the page of the threat", () => {
    const detail = { number: 7, severity: "high", status: "open", status_reason: "" };

    expect(setThreatStatus.patch?.(detail, VARS)).toMatchObject({
      status: "not-applicable",
      status_reason: "Never exposed",
    });
    expect(setThreatStatus.label(VARS, {} as never)).toBe("T7 is not applicable");
  });
});
