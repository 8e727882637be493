import { describe, expect, it } from "vitest";
import type { Scenario } from "@/api/types";
import { otherPaths, ratingLines } from "./scenarios";

const place = (name: string) => ({ type: "element", id: null, uid: name, name, kind: "workload" });
const SCENARIO: Scenario = {
  role: "target",
  attacker: "internet",
  attacker_name: "Anyone on the internet",
  assumed_start: false,
  goal: "stored-data",
  goal_title: "The data of a store",
  entry: place("web"),
  targets: [place("db")],
  target_count: 1,
  paths: 1,
  sharing: 1,
  grade: "assumed",
  skill: "hard",
  likelihood: "medium",
  inherent: 0.54,
  residual: 0.54,
  impact: "unrated",
  inherent_risk: "unrated",
  residual_risk: "unrated",
  objectives: [],
  controls_done: [],
  steps: [],
};

function value(scenario: Scenario, label: string): string | undefined {
  return ratingLines(scenario).find((line) => line.label === label)?.value;
}

describe("the rating of a scenario", () => {
  it("names the first of very many targets", () => {
    const targets = ["db", "a", "b", "c", "d", "e", "f"].map(place);

    expect(value({ ...SCENARIO, targets, target_count: 2000 }, "Further targets")).toBe(
      "a, b, c, d, e and 1,994 more",
    );
    expect(value(SCENARIO, "Further targets")).toBeUndefined();
  });

  it("says that impact is unrated without an objective", () => {
    expect(value(SCENARIO, "Impact")).toBe("Unrated: it harms no business objective");
  });

  it("names the objectives that are harmed, with the risk before and after", () => {
    const objectives = [{ id: "1", title: "Orders stay private", impact: "high" as const }];
    const rated = { impact: "high", inherent_risk: "medium", residual_risk: "none" } as const;

    expect(value({ ...SCENARIO, ...rated, objectives }, "Impact")).toBe(
      "High (Orders stay private). Risk medium, none with what is done",
    );
  });

  it("tells a path that is cut from one that is as easy as before", () => {
    const done = [{ title: "Use a firewall", subject: place("web") }];

    expect(value({ ...SCENARIO, residual: null }, "Residual likelihood")).toContain("cut the path");
    expect(value({ ...SCENARIO, residual: 0.2 }, "Residual likelihood")).toBe("20 %, before 54 %");
    expect(value({ ...SCENARIO, controls_done: done }, "Residual likelihood")).toContain("as easy");
    expect(value(SCENARIO, "Residual likelihood")).toContain("no mitigation");
  });

  it("marks a start that is assumed, and names further targets", () => {
    const wide = { ...SCENARIO, assumed_start: true, targets: [place("db"), place("ledger")] };

    expect(value(wide, "Likelihood")).toBe("Medium (54 %), if the attacker starts there");
    expect(value(wide, "Further targets")).toBe("ledger");
  });
});

it("counts the paths that a scenario stands for", () => {
  expect(otherPaths(SCENARIO)).toBe("");
  expect(otherPaths({ ...SCENARIO, paths: 3 })).toBe("2 more paths");
  expect(otherPaths({ ...SCENARIO, sharing: 4 })).toBe("4 workloads can take this path");
});
