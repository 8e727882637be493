/** Attack scenarios in words. No React. */
import type { Scenario, ScenarioStep } from "@/api/types";
import { sentenceCase } from "./categories";

const GRADES: Readonly<Record<Scenario["grade"], string>> = {
  observed: "Observed: a scan or a test has seen each step",
  configured: "Configured: files or people state the facts of each step",
  modeled: "Modeled: some steps follow from how the parts are connected",
  assumed: "Assumed: some steps take a weakness that the model does not show",
};

/** One line of the rating: its label and its value. */
export interface RatingLine {
  label: string;
  value: string;
}

const FURTHER_SHOWN = 5;

/** How likely, how bad and how sure a scenario is, in the order in which one asks. */
export function ratingLines(scenario: Scenario): RatingLine[] {
  const start = scenario.assumed_start ? ", if the attacker starts there" : "";
  const further = scenario.targets.slice(1, 1 + FURTHER_SHOWN).map((one) => one.name);
  const rest = scenario.target_count - 1 - further.length;
  return [
    ...(further.length > 0
      ? [
          {
            label: "Further targets",
            value:
              further.join(", ") + (rest > 0 ? ` and ${rest.toLocaleString("en-US")} more` : ""),
          },
        ]
      : []),
    {
      label: "Likelihood",
      value: `${sentenceCase(scenario.likelihood)} (${percent(scenario.inherent)})${start}`,
    },
    { label: "Hardest step", value: sentenceCase(scenario.skill) },
    { label: "Residual likelihood", value: residualText(scenario) },
    { label: "Impact", value: impactText(scenario) },
    { label: "Certainty", value: GRADES[scenario.grade] },
  ];
}

function residualText({ inherent, residual, controls_done: done }: Scenario): string {
  if (residual === null) return "None: mitigations that are done cut the path";
  if (residual < inherent) return `${percent(residual)}, before ${percent(inherent)}`;
  if (done.length > 0) return `${percent(residual)}: another way is as easy`;
  return `${percent(residual)}: no mitigation of a step is done`;
}

function impactText({
  impact,
  objectives,
  inherent_risk: inherent,
  residual_risk: left,
}: Scenario): string {
  if (impact === "unrated") return "Unrated: it harms no business objective";
  const harmed = objectives.map((one) => one.title).join(", ");
  return `${sentenceCase(impact)} (${harmed}). Risk ${inherent}, ${left} with what is done`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** How many paths the scenario stands for beside the one that is shown; empty for none. */
export function otherPaths({ paths, sharing }: Scenario): string {
  const others = paths - 1;
  const found = others > 0 ? [`${others} more ${others === 1 ? "path" : "paths"}`] : [];
  if (sharing > 1) found.push(`${sharing} workloads can take this path`);
  return found.join("; ");
}

/** What a step leads to: its target, and for control over all of it the level. */
export function stepEnds({ source, target }: ScenarioStep): string {
  return source.uid === target.uid ? target.name : `${source.name} → ${target.name}`;
}
