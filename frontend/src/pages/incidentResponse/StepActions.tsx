/** What becomes of a step: done, skipped with a reason, or open again. */
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import type { ResponseRun, ResponseStep } from "@/api/types";
import { useModel } from "@/session/useModel";
import { lazyWithRetry } from "@/ui/codeLoading";
import { changeStep } from "./responseApiCalls";
import classes from "./step.module.css";
import { useRunMutation } from "./useRunMutation";

const NoteDialog = lazyWithRetry(() => import("@/ui/NoteDialog"));

export function StepActions({ run, step }: { run: ResponseRun; step: ResponseStep }) {
  const { canEdit } = useModel();
  const [asking, ask] = useState(false);
  const change = useRunMutation(changeStep);
  if (!canEdit) return null;
  const place = step.place + 1;
  if (step.state !== "open") {
    return (
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          loading={change.isPending}
          aria-label={`Reopen step ${place}`}
          onClick={() => change.mutate({ run, step, change: { state: "open" } })}
        >
          Reopen
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        loading={change.isPending}
        aria-label={`Mark as done: step ${place}`}
        onClick={() => change.mutate({ run, step, change: { state: "done" } })}
      >
        Mark as done
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={`Skip step ${place}`}
        onClick={() => ask(true)}
      >
        Skip
      </Button>
      {asking && (
        <Suspense>
          <NoteDialog
            title={`Skip “${step.title}”`}
            label="Reason"
            description="It is kept with the step and in the download."
            missing="Say why the step is skipped."
            submitLabel="Skip step"
            maxLength={4_000}
            onClose={() => ask(false)}
            onSubmit={(reason) => {
              ask(false);
              change.mutate({ run, step, change: { state: "skipped", reason } });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
