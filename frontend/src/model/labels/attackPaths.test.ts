import { describe, expect, it } from "vitest";
import type { AttackPaths, AttackStep } from "@/api/types";
import {
  cutText,
  exposureText,
  fixKey,
  percent,
  readFix,
  riskRemoved,
  stepsOf,
  stopNames,
  stopsOf,
} from "./attackPaths";

const element = (uid: string) => ({ type: "element" as const, id: uid, uid, name: uid, kind: "" });
const step = (source: string, target: string): AttackStep => ({
  ...{ step: "s", title: "S", needs: "", technique: "", grade: "modeled", difficulty: "easy" },
  ...{ subject: target, source, source_level: "execute", target, target_level: "execute" },
  ...{ waits_for: null, evidence: [], controls: [] },
});
const ANSWER: AttackPaths = {
  elements: [element("internet"), element("web")],
  steps: [step("web", "web"), step("internet", "web"), step("web", "gone")],
  paths: [{ attackers: ["internet"], score: 50, cost: 3, possible: false, steps: [1, 0, 2] }],
};
const steps = stepsOf(ANSWER, ANSWER.paths[0] as AttackPaths["paths"][number]);

describe("the steps of a path", () => {
  it("are in the order of the path and numbered from one", () => {
    expect(steps.map(({ number, source, target }) => [number, source.uid, target.uid])).toEqual([
      [1, "internet", "web"],
      [2, "web", "web"],
      [3, "web", "gone"],
    ]);
  });

  it("call an element that the answer does not name by its uid", () => {
    expect(steps[2]?.target).toMatchObject({ name: "gone", id: null });
  });

  it("pass each element once in a row", () => {
    expect(stopsOf(steps).map(({ uid }) => uid)).toEqual(["internet", "web", "gone"]);
  });

  it("name a workload and its account of the same name once", () => {
    const account = { ...element("account:web"), name: "web" };
    const renamed = steps.map((one) =>
      one.number === 2
        ? { ...one, target: account }
        : one.number === 3
          ? { ...one, source: account }
          : one,
    );

    expect(stopNames(renamed)).toEqual(["internet", "web", "gone"]);
  });
});

describe("figures", () => {
  it("never round a share to none or all", () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual([
      "0 %",
      "< 1 %",
      "50 %",
      "> 99 %",
      "100 %",
    ]);
  });

  it("say what changes bring", () => {
    expect(cutText({ cut: 9, paths: 12 })).toBe("Cuts 9 of 12 paths");
    expect(riskRemoved(0.13)).toBe("Removes 87 % of the risk");
    expect(riskRemoved(0.998)).toBe("Removes < 1 % of the risk");
    expect(riskRemoved(1)).toBe("Leaves the risk as it is");
    expect(riskRemoved(1.2)).toBe("Adds 20 % to the risk");
  });
});

it("an assumed control is read from the address as it was written, with any sign in the uid", () => {
  const fix = { control: "separate-store-accounts", uid: "image:a@sha256:1->b" };

  expect(readFix(fixKey(fix))).toEqual(fix);
  expect(["", "x", "@uid", "control@"].map(readFix)).toEqual([null, null, null, null]);
});

describe("the exposure of a goal", () => {
  it("counts thousands as other numbers do", () => {
    const goal = { exposure: { workloads: 2199, share: 0.999 }, entry_points: 1200 };

    expect(exposureText(goal, 1200)).toBe(
      "> 99 % of workloads (2,199), 1,200 of 1,200 entry points",
    );
    expect(exposureText(goal, undefined)).toBe("> 99 % of workloads (2,199)");
  });
});
