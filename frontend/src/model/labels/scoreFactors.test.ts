import { describe, expect, it } from "vitest";
import type { ScoreFactor } from "@/api/types";
import { factorSum, factorWords } from "./scoreFactors";

const NO_FACT = {
  element: "",
  element_name: "",
  element_kind: "",
  fact: "",
  label: "",
  value: null,
};
const BASE: ScoreFactor = { factor: "severity", points: 72, ...NO_FACT, file: "", line: 0 };
const CRITICALITY: ScoreFactor = {
  ...{ factor: "criticality", points: -4, element: "web", element_name: "web" },
  ...{ element_kind: "workload", fact: "criticality", label: "Criticality", value: "low" },
  ...{ file: "compose.yaml", line: 7 },
};

describe("the factors of a score", () => {
  it("name their fact and where it was read", () => {
    expect(factorWords(CRITICALITY)).toMatchObject({
      ...{ label: "Criticality", points: "−4", fact: "Criticality: low", source: "compose.yaml:7" },
    });
  });

  it("name what is gained, which is no fact", () => {
    const gain = { ...BASE, factor: "gain", points: 5, value: "cluster-control" } as const;

    expect(factorWords(gain)).toMatchObject({
      label: "Gain",
      points: "+5",
      fact: "Cluster control",
    });
  });

  it("say how attack paths lead there", () => {
    const reach = { ...BASE, factor: "reach", points: -4, value: "unreached" } as const;

    expect(factorWords(reach)).toMatchObject({ points: "−4", fact: "No attack path reaches it" });
  });

  it("say which situation changed the severity, in its own words", () => {
    const value = "It is mounted read-only, by pod_a";
    const situation = { ...BASE, factor: "situation", points: -24, value } as const;

    expect(factorWords(situation)).toMatchObject({
      label: "Situation",
      points: "−24",
      fact: value,
    });
  });

  it("begin with the severity, which has no sign", () => {
    expect(factorWords(BASE)).toMatchObject({ points: "72", fact: "", source: "" });
    expect(factorWords({ ...CRITICALITY, points: 4 }).points).toBe("+4");
  });

  it("add up to the score", () => {
    expect(factorSum({ factors: [BASE, CRITICALITY] })).toBe(68);
  });
});
