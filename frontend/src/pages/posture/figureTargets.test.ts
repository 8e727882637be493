import { describe, expect, it } from "vitest";
import { FIGURES } from "./figures";
import { appetiteTarget, figureTarget, flowTarget, type Scope } from "./figureTargets";

const MODEL: Scope = { kind: "model", model: "m1", team: "t1" };
const TEAM: Scope = { kind: "portfolio", team: "t1" };
const ALL: Scope = { kind: "portfolio", team: undefined };

describe("the list behind a figure", () => {
  it("is there for every figure of a model, a team and a portfolio", () => {
    for (const { id } of FIGURES) {
      expect(figureTarget(id, MODEL)?.to).toMatch(/^\/(m\/m1|t\/t1)\//);
      expect(figureTarget(id, TEAM)?.to).toMatch(/^\/t\/t1\/(posture|acceptances)$/);
      expect(figureTarget(id, ALL)?.to).toBe("/portfolio");
    }
  });

  it("has every threat above the appetite in a row of its own", () => {
    expect(appetiteTarget(MODEL, "all")).toEqual({
      to: "/m/m1/threats",
      search: { above_appetite: "true", flat: "1" },
    });
    expect(appetiteTarget(TEAM, "accepted").search).toEqual({
      tab: "threats",
      above_appetite: "true",
      status: ["accepted"],
    });
  });

  it("asks for what the figure counts: accepted threats are at risk", () => {
    expect(figureTarget("critical", MODEL)).toEqual({
      to: "/m/m1/threats",
      search: { status: ["open", "needs-info", "accepted"], severity: ["critical"] },
    });
    expect(figureTarget("overdue", MODEL)?.search).toEqual({ due: ["overdue"] });
    expect(figureTarget("overdue", TEAM)?.search).toEqual({ tab: "threats", due: ["overdue"] });
    expect(figureTarget("jewels_reached", ALL)?.search).toEqual({
      tab: "models",
      ordering: "-jewels_reached",
    });
  });

  it("is of the days for what happened on some days", () => {
    const week = { since: "2026-11-02", until: "2026-11-08" };
    expect(flowTarget("found", week, MODEL)?.search).toEqual({
      seen_since: "2026-11-02",
      seen_until: "2026-11-08",
    });
    expect(flowTarget("fixed", week, MODEL)?.search).toMatchObject({
      status: ["mitigated", "resolved"],
      closed_since: "2026-11-02",
    });
    expect(flowTarget("found", week, TEAM)).toEqual({
      to: "/t/t1/posture",
      search: { tab: "threats", seen_since: "2026-11-02", seen_until: "2026-11-08" },
    });
  });
});
