/** The steps of a path in their order; j and k move along them. */
import type { KeyboardEvent } from "react";
import type { PathStep } from "@/model/labels/attackPaths";
import { LEVELS } from "@/model/labels/attackPaths";
import classes from "./attackPaths.module.css";
import { ElementName } from "./ElementName";
import { StepDetail, StepTags } from "./StepDetail";
import type { WhatIf } from "./useWhatIf";

export function PathStepList({ steps, whatIf }: { steps: readonly PathStep[]; whatIf: WhatIf }) {
  return (
    <ol className={classes.steps} aria-label="Steps of the path">
      {steps.map((step) => (
        <li
          key={step.number}
          className={classes.step}
          data-possible={step.waits_for !== null || undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: j and k move along the steps
          tabIndex={0}
          onKeyDown={moveAlong}
        >
          <span className={classes.bullet} aria-hidden="true">
            {step.number}
          </span>
          <div className={classes.stepBody}>
            <div className={classes.stepHead}>
              <h3 className={classes.stepTitle}>{step.title}</h3>
              <StepTags step={step} />
            </div>
            <StepMove step={step} />
            <StepDetail step={step} whatIf={whatIf} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** From where to where, and what the attacker has then. */
export function StepMove({ step }: { step: PathStep }) {
  const { source, target } = step;
  return (
    <p className={classes.move}>
      {source.uid !== target.uid && (
        <>
          <ElementName element={source} /> <span aria-hidden="true">→</span>{" "}
        </>
      )}
      <ElementName element={target} />
      <span className={classes.gain}>The attacker {LEVELS[step.target_level]}.</span>
    </p>
  );
}

const MOVES: Readonly<Record<string, "nextElementSibling" | "previousElementSibling">> = {
  j: "nextElementSibling",
  ArrowDown: "nextElementSibling",
  k: "previousElementSibling",
  ArrowUp: "previousElementSibling",
};

function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  const move = MOVES[event.key];
  if (!move || event.target !== event.currentTarget) return;
  const next = event.currentTarget[move];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
