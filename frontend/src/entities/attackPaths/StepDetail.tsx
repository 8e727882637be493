/** What one step takes and what stops it: technique, difficulty, grade, facts with their lines, controls. */
import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EvidenceBrief } from "@/entities/badges/EvidenceBrief";
import { DIFFICULTIES, GRADES, type PathStep } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import classes from "./attackPaths.module.css";
import { FixSwitch } from "./FixSwitch";
import { TechniqueLink } from "./TechniqueLink";
import type { WhatIf } from "./useWhatIf";

export function StepTags({ step }: { step: PathStep }) {
  const grade = GRADES[step.grade];
  return (
    <ul className={classes.tags} aria-label="Properties of the step">
      {step.technique && (
        <li>
          <TechniqueLink technique={step.technique} />
        </li>
      )}
      <li data-difficulty={step.difficulty}>{DIFFICULTIES[step.difficulty]}</li>
      <Tooltip label={grade.why}>
        <li>{grade.label}</li>
      </Tooltip>
    </ul>
  );
}

export function StepDetail({ step, whatIf }: { step: PathStep; whatIf: WhatIf }) {
  return (
    <>
      {step.needs && <p className={classes.needs}>Needs: {step.needs}</p>}
      <Waiting step={step} />
      <EvidenceBrief evidence={step.evidence} />
      {step.controls.length > 0 && (
        <section className={classes.stops} aria-label={`What stops step ${step.number}`}>
          <h4 className={classes.stopsTitle}>What stops it</h4>
          <ul className={classes.fixes}>
            {step.controls.map((control) => (
              <li key={`${control.id} ${step.subject.uid}`}>
                <FixSwitch
                  control={control}
                  at={step.subject}
                  whatIf={whatIf}
                  mitigation={control.mitigation}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The unknown fact that a possible step depends on, with the way to answer it. */
function Waiting({ step }: { step: PathStep }) {
  const { id } = useModel();
  const waiting = step.waits_for;
  if (!waiting) return null;
  const holder = [step.subject, step.source, step.target].find(
    ({ uid }) => uid === waiting.element,
  );
  const asked = waiting.question.replaceAll("{name}", holder?.name ?? waiting.element);
  return (
    <p className={classes.waiting}>
      Possible only: “{waiting.label}” is unknown. {asked}{" "}
      <Link className={classes.link} to="/m/$model/questions" params={{ model: id }}>
        Answer
      </Link>
    </p>
  );
}
