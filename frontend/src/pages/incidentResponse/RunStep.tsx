/** A step of a response: what is to do, with its names, commands and notes. */
import { Collapse, UnstyledButton } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import {
  IconChevronRight,
  IconCircle,
  IconCircleCheck,
  IconCircleMinus,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { ResponseRun, ResponseStep } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { LIST_LABELS, PHASE_LABELS, STEP_STATE_LABELS } from "@/model/labels/incidentResponse";
import { personName } from "@/model/labels/reviews";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { CodeBlock } from "@/ui/CodeBlock";
import { exactTime } from "@/ui/time";
import { StepActions } from "./StepActions";
import { StepNotes } from "./StepNotes";
import { StepOwner } from "./StepOwner";
import classes from "./step.module.css";

const UNFOLDING_MS = 200;
const ICONS = { open: IconCircle, done: IconCircleCheck, skipped: IconCircleMinus } as const;

interface RunStepProps {
  run: ResponseRun;
  step: ResponseStep;
  /** The first step that is open: it is unfolded until a person folds it. */
  isNext: boolean;
}

export function RunStep({ run, step, isNext }: RunStepProps) {
  const [chosen, choose] = useState<boolean | null>(null);
  const opened = chosen ?? isNext;
  const body = useId();
  // Where less motion is asked for, there is no transition whose end could be waited for.
  const duration = useReducedMotion() ? 0 : UNFOLDING_MS;
  const Icon = ICONS[step.state];
  return (
    <li className={classes.step} data-state={step.state} aria-current={isNext ? "step" : undefined}>
      <div className={classes.head}>
        <h2 className={classes.heading}>
          <UnstyledButton
            className={classes.toggle}
            aria-expanded={opened}
            aria-controls={body}
            onClick={() => choose(!opened)}
          >
            <Icon className={classes.icon} size={19} aria-hidden="true" />
            <span className={classes.title}>
              {step.place + 1}. {step.title}
            </span>
            <IconChevronRight className={classes.chevron} size={16} aria-hidden="true" />
          </UnstyledButton>
        </h2>
        <span className={classes.meta}>
          <span className={classes.phase}>{PHASE_LABELS[step.phase]}</span>
          <StepOwner run={run} step={step} />
        </span>
      </div>
      <Finished step={step} />
      <Collapse expanded={opened} transitionDuration={duration} id={body}>
        <div className={classes.body}>
          <StepContent step={step} />
          <StepNotes run={run} step={step} />
          {run.state === "open" && <StepActions run={run} step={step} />}
        </div>
      </Collapse>
    </li>
  );
}

function Finished({ step }: { step: ResponseStep }) {
  if (step.state === "open" || step.finished_at === null) return null;
  return (
    <p className={classes.finished}>
      {STEP_STATE_LABELS[step.state]} {exactTime(new Date(step.finished_at))} by{" "}
      {personName(step.finished_by)}
      {step.reason && `: ${step.reason}`}
    </p>
  );
}

function StepContent({ step }: { step: ResponseStep }) {
  return (
    <>
      <p className={classes.text}>{step.text}</p>
      {step.lists.map((part) => (
        <StepList key={part.list} part={part} />
      ))}
      {step.manifest && (
        <div className={classes.list}>
          <span className={classes.listLabel}>quarantine.yaml</span>
          <CodeBlock text={step.manifest} label={`quarantine.yaml of step ${step.place + 1}`} />
        </div>
      )}
      {step.commands.length > 0 && (
        <CodeBlock text={step.commands.join("\n")} label={`commands of step ${step.place + 1}`} />
      )}
    </>
  );
}

function StepList({ part }: { part: ResponseStep["lists"][number] }) {
  const { id } = useModel();
  return (
    <div className={classes.list}>
      <span className={classes.listLabel}>{LIST_LABELS[part.list]}</span>
      <ul className={classes.elements}>
        {part.elements.map((element) => (
          <li key={element.uid} className={classes.element} title={element.uid}>
            <KindIcon kind={element.kind} size={14} />
            {element.id ? (
              <Link className={classes.name} {...linkToSubject(id, element)}>
                {element.name}
              </Link>
            ) : (
              <span className={classes.name}>{element.name}</span>
            )}
          </li>
        ))}
        {part.more > 0 && <li className={classes.listLabel}>and {part.more} more</li>}
      </ul>
    </div>
  );
}
