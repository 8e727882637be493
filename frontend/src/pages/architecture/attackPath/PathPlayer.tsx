/** The attack path beside the drawing, step by step: what happens, by which facts, and what stops it. */
import { ActionIcon, Button, Skeleton, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { StepMove } from "@/entities/attackPaths/PathStepList";
import { useAttackerNames } from "@/entities/attackPaths/PathsPanel";
import { ScoreBar } from "@/entities/attackPaths/ScoreBar";
import { StepDetail, StepTags } from "@/entities/attackPaths/StepDetail";
import { useWhatIf } from "@/entities/attackPaths/useWhatIf";
import { WhatIfBar } from "@/entities/attackPaths/WhatIfBar";
import { type PathStep, stopsOf } from "@/model/labels/attackPaths";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { nextPathStep, previousPathStep } from "../actions/playPath";
import type { EditorState } from "../editorState/editorState";
import { type AttackPathShown, listAddress } from "../editorState/useAttackPath";
import classes from "./pathPlayer.module.css";

export function PathPlayer({ editor }: { editor: EditorState }) {
  const { path } = editor;
  if (!path || editor.selected.length > 0) return null;
  const step = path.steps[path.at - 1];
  return (
    <aside className={classes.player} aria-label="Attack path">
      <Head editor={editor} path={path} />
      <div className={classes.body}>
        <Body path={path} step={step} />
      </div>
      {path.steps.length > 0 && (
        <footer className={classes.foot}>
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconChevronLeft size={15} aria-hidden="true" />}
            disabled={path.at === 0}
            onClick={() => previousPathStep.run(editor)}
          >
            Previous
          </Button>
          <span className={classes.place} role="status">
            {path.at === 0 ? "Whole path" : `Step ${path.at} of ${path.steps.length}`}
          </span>
          <Button
            size="compact-md"
            rightSection={<IconChevronRight size={15} aria-hidden="true" />}
            disabled={path.at === path.steps.length}
            onClick={() => nextPathStep.run(editor)}
          >
            Next
          </Button>
        </footer>
      )}
    </aside>
  );
}

function Head({ editor, path }: { editor: EditorState; path: AttackPathShown }) {
  const { to, goal, search } = listAddress(path);
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h2 className={classes.title}>
          Attack path {path.number}
          {path.count !== null && ` of ${path.count}`}
        </h2>
        <Link
          className={classes.link}
          to={to}
          params={{ model: editor.model, goal }}
          search={search as never}
        >
          All paths and steps
        </Link>
      </div>
      <Tooltip label="Close (Esc)">
        <ActionIcon aria-label="Close the attack path" onClick={path.close}>
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

interface BodyProps {
  path: AttackPathShown;
  step: PathStep | undefined;
}

function Body({ path, step }: BodyProps) {
  const whatIf = useWhatIf();
  if (path.error && path.count === null) return <ErrorState size="compact" error={path.error} />;
  if (path.count === null) {
    return (
      <div role="status" aria-busy="true" aria-label="Loading">
        <Skeleton height={14} width="80%" mb="sm" />
        <Skeleton height={14} width="60%" />
      </div>
    );
  }
  if (path.steps.length === 0) {
    return (
      <EmptyState size="compact" title="This path no longer exists">
        The model has changed, or the link to it is wrong.
      </EmptyState>
    );
  }
  return (
    <>
      <WhatIfBar whatIf={whatIf} />
      {step ? (
        <article data-possible={step.waits_for !== null || undefined}>
          <h3 className={classes.step}>
            {step.number}. {step.title}
          </h3>
          <StepMove step={step} />
          <StepTags step={step} />
          <StepDetail step={step} whatIf={whatIf} />
        </article>
      ) : (
        <Whole path={path} />
      )}
    </>
  );
}

/** The path as a whole: where it leads along, and its steps to go to. */
function Whole({ path }: { path: AttackPathShown }) {
  const who = useAttackerNames().get(path.asked.attacker);
  const { steps } = path;
  return (
    <>
      <p className={classes.lead}>
        {who && `${who}: `}
        {stopsOf(steps)
          .map(({ name }) => name)
          .join(" → ")}
      </p>
      {path.score !== null && (
        <ScoreBar score={path.score} possible={steps.some((one) => one.waits_for !== null)} />
      )}
      <ol className={classes.steps}>
        {steps.map((one) => (
          <li key={one.number}>
            <button type="button" className={classes.goTo} onClick={() => path.go(one.number)}>
              <span className={classes.bullet} data-possible={one.waits_for !== null || undefined}>
                {one.number}
              </span>
              {one.title}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
